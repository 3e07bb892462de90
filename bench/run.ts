/** `npm run bench`: measures waitbus beside its references, in one run; README.md says what each number means. */
import { agents } from "./rows/agents.js";
import { containerToReceive } from "./rows/container-to-receive.js";
import { daemonResources } from "./rows/daemon-resources.js";
import { blockedWait } from "./rows/blocked-wait.js";
import { emitToReceive } from "./rows/emit-to-receive.js";
import { eventsPerSecond } from "./rows/events-per-second.js";
import { fileToReceive } from "./rows/file-to-receive.js";
import { fanOut } from "./rows/fan-out.js";
import { manyWaiters } from "./rows/many-waiters.js";
import { mcp } from "./rows/mcp.js";
import { poll } from "./rows/poll.js";
import { pytest } from "./rows/pytest.js";
import { replay } from "./rows/replay.js";
import { wholeProcesses } from "./rows/whole-processes.js";
import { webhookToReceive } from "./rows/webhook-to-receive.js";
import type { Row } from "./figure.js";
import { defaultResultsPath, writeResults } from "./results-file.js";
import { formatTable, type Result } from "./table.js";

const ROWS: readonly Row[] = [
	emitToReceive,
	webhookToReceive,
	fileToReceive,
	containerToReceive,
	poll,
	pytest,
	eventsPerSecond,
	fanOut,
	manyWaiters,
	replay,
	wholeProcesses,
	daemonResources,
	blockedWait,
	agents,
	mcp,
];

/** Far more than any row takes: one that hangs shall say so by its name. */
const ROW_LIMIT_MS = { quick: 180_000, full: 900_000 };

const words = process.argv.slice(2);
const names = words.filter((word) => !word.startsWith("--"));
const unknown = [
	...words.filter((word) => word.startsWith("--") && word !== "--quick" && word !== "--out"),
	...names.filter((name) => !ROWS.some((row) => row.name === name)),
];

if (unknown.length > 0) {
	console.error(
		`Cannot measure "${unknown.join(" ")}": wanted --quick, --out, or any of ${ROWS.map(({ name }) => name).join(", ")}`,
	);
	process.exitCode = 2;
} else {
	await run(ROWS.filter(({ name }) => names.length === 0 || names.includes(name)));
}

async function run(rows: readonly Row[]): Promise<void> {
	// Reading a bundle of certificates costs each process of Node tens of milliseconds, and none of them goes online.
	delete process.env["NODE_EXTRA_CA_CERTS"];
	delete process.env["NODE_OPTIONS"];
	const effort = words.includes("--quick") ? "quick" : "full";
	const results: Result[] = [];
	for (const row of rows) {
		console.error(`measuring: ${row.title}`);
		const limit = setTimeout(() => giveUp(row, ROW_LIMIT_MS[effort]), ROW_LIMIT_MS[effort]);
		results.push({ row, figures: await row.measure(effort) });
		clearTimeout(limit);
	}
	console.log(formatTable(results));
	if (!words.includes("--out")) return;
	const path = defaultResultsPath();
	writeResults(path, results);
	console.error(`written: ${path}`);
}

function giveUp({ name, title }: Row, limitMs: number): never {
	console.error(
		`Cannot measure "${title}": it took more than ${limitMs / 1_000} s. Alone: npm run bench -- ${name}`,
	);
	process.exit(1);
}
