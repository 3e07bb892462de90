/** The plugin that is put into OpenCode's directory of plugins. It runs inside of OpenCode, which waits for it at a turn's end alone. */
import { PROBE } from "../connection.js";
import { REMARK } from "../edit/marks.js";

export function pluginText(program: readonly string[]): string {
	const command = JSON.stringify([...program, "hook", "opencode"]);
	return `// ${REMARK}; waitbus disconnect opencode takes it away.
import { spawn, spawnSync } from "node:child_process";

const [program, ...words] = ${command};

const TOLD = new Set([
${TOLD.map((type) => `\t"${type}",\n`).join("")}]);

const ENDS = new Set(["session.idle", "session.error", "session.deleted", "${PROBE}"]);

export const Waitbus = async (opencode) => {
	const { directory } = opencode;
	const failed = new Set();
	const states = new Map();
	const children = new Set();

	// An error is followed by an idle that means no more than that, and a state is repeated while it lasts. A session with a
	// parent is a subagent's.
	const isNews = ({ type, properties = {} }) => {
		const { sessionID, status, info } = properties;
		if (info?.parentID !== undefined) children.add(info.id);
		if (children.has(sessionID ?? info?.id)) return false;
		if (type === "session.error") failed.add(sessionID);
		if (type === "session.idle") return !failed.has(sessionID);
		if (type !== "session.status") return TOLD.has(type);
		if (status?.type === "busy") failed.delete(sessionID);
		const isSame = states.get(sessionID) === status?.type;
		states.set(sessionID, status?.type);
		return !isSame;
	};

	const payloadOf = (event) => {
		const serverUrl = opencode.serverUrl === undefined ? undefined : String(opencode.serverUrl);
		return JSON.stringify({ ...event, directory, serverUrl });
	};

	// One after the other, in the order in which it happened.
	const waiting = [];
	let isTelling = false;
	const tellNext = () => {
		const payload = waiting.shift();
		isTelling = payload !== undefined;
		if (!isTelling) return;
		const hook = spawn(program, words, { stdio: ["pipe", "ignore", "ignore"] });
		hook.on("error", () => {});
		hook.on("close", tellNext);
		hook.stdin.on("error", () => {});
		hook.stdin.end(payload);
	};

	// The end of a turn may be the end of OpenCode, which waits for nobody.
	const tellAllAtOnce = () => {
		for (const input of waiting.splice(0))
			spawnSync(program, words, { input, stdio: ["pipe", "ignore", "ignore"], timeout: 1_000 });
	};

	return {
		event: async ({ event }) => {
			if (!isNews(event)) return;
			waiting.push(payloadOf(event));
			if (ENDS.has(event.type)) tellAllAtOnce();
			else if (!isTelling) tellNext();
		},
	};
};
`;
}

const TOLD = [
	"session.created",
	"session.error",
	"session.deleted",
	"permission.asked",
	"permission.replied",
	"question.asked",
	"question.replied",
	"question.rejected",
	PROBE,
];
