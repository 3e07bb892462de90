/** Not asserted, since it is the machine's: what a turn takes with the hooks and the MCP server, and without them. */
import { appendFileSync } from "node:fs";
import { test } from "node:test";
import { type AgentCli, versionOf } from "./agent-cli.js";
import { AGENTS } from "./agents.js";
import { openPlace, type Place } from "./place.js";
import { connect, setUpAgent } from "./session.js";

const TURNS = 3;

for (const cli of AGENTS) {
	test(`what waitbus adds to a turn of ${cli.vendor} is measured`, { timeout: 280_000 }, async (t) => {
		const place = await openPlace(t);
		const { startTurn } = await setUpAgent(t, place, { cli, script: [] });
		const turn = async (): Promise<number> => {
			const startedAt = performance.now();
			await startTurn().process.result;
			return performance.now() - startedAt;
		};

		await turn();
		const without = await medianOf(turn);
		await connect(place, cli);
		await turn();
		const connected = await medianOf(turn);

		const hooks = await countHooks(place, cli);
		note(
			`${cli.vendor} ${versionOf(cli)}: a turn took ${without} ms, connected ${connected} ms; ${hooks} hooks in each`,
		);
	});
}

async function medianOf(measure: () => Promise<number>): Promise<number> {
	const taken: number[] = [];
	for (let count = 0; count < TURNS; count += 1) taken.push(await measure());
	return Math.round(taken.toSorted((a, b) => a - b)[Math.floor(TURNS / 2)] ?? 0);
}

/** Each call of a hook has an id of its own, also when it tells of two events. */
async function countHooks({ bus }: Place, { vendor }: AgentCli): Promise<number> {
	const { events } = await bus.query({ match: [`vendor=${vendor}`], since: "start" }, { limit: 1_000 });
	const calls = events.flatMap(({ delivery_id: id }) => /^hook:([^:]+):/.exec(id)?.[1] ?? []);
	return new Set(calls).size / (TURNS + 1);
}

/** `npm run test:agents` prints these when all is done. */
function note(text: string): void {
	const path = process.env["WAITBUS_TEST_NOTES"];
	if (path !== undefined) appendFileSync(path, `${text}\n`);
}
