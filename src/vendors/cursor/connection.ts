/** Cursor: https://cursor.com/docs/agent/hooks and https://cursor.com/docs/mcp */
import { type Connection, hookCommand, PROBE, serverWords } from "../connection.js";
import { jsonFile } from "../edit/json-file.js";

export const connection: Connection = {
	title: "Cursor",
	binaries: ["cursor", "cursor-agent"],
	probe: (session) => ({ hook_event_name: PROBE, conversation_id: session }),
	files: (place) => {
		const { scope, home, project } = place;
		const directory = scope === "project" ? `${project}/.cursor` : `${home}/.cursor`;
		const hook = { command: hookCommand(place, "cursor"), timeout: 5 };
		return [
			{
				path: `${directory}/mcp.json`,
				editor: jsonFile({ vendor: "cursor", servers: { mcpServers: serverWords(place) } }),
			},
			{
				path: `${directory}/hooks.json`,
				editor: jsonFile({
					vendor: "cursor",
					preamble: { version: 1 },
					hooks: Object.fromEntries(EVENTS.map((event) => [event, hook])),
				}),
			},
		];
	},
};

const EVENTS = ["sessionStart", "beforeSubmitPrompt", "stop", "sessionEnd"];
