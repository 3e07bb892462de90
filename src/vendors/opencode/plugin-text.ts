/** The plugin that is put into OpenCode's directory of plugins. It runs inside of OpenCode, so nothing in it may wait or throw. */
import { PROBE } from "../connection.js";
import { REMARK } from "../edit/marks.js";

export function pluginText(program: readonly string[]): string {
	const command = JSON.stringify([...program, "hook", "opencode"]);
	return `// ${REMARK}; waitbus disconnect opencode takes it away.
import { spawn } from "node:child_process";

const [program, ...words] = ${command};

const TOLD = new Set([
${TOLD.map((type) => `\t"${type}",\n`).join("")}]);

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
		if (type === "session.idle") return !failed.delete(sessionID);
		if (type !== "session.status") return TOLD.has(type);
		const isSame = states.get(sessionID) === status?.type;
		states.set(sessionID, status?.type);
		return !isSame;
	};

	const tell = (event) =>
		new Promise((resolve) => {
			const hook = spawn(program, words, { stdio: ["pipe", "ignore", "ignore"] });
			hook.on("error", resolve);
			hook.on("close", resolve);
			hook.stdin.on("error", () => {});
			const serverUrl = opencode.serverUrl === undefined ? undefined : String(opencode.serverUrl);
			hook.stdin.end(JSON.stringify({ ...event, directory, serverUrl }));
		});

	// One after the other, in the order in which it happened.
	let last = Promise.resolve();
	return {
		event: async ({ event }) => {
			if (!isNews(event)) return;
			last = last.then(() => tell(event));
			await last;
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
