/** GitHub Copilot CLI: https://docs.github.com/en/copilot/reference/hooks-reference */
import { type Connection, directoryOf, hookCommand, PROBE, serverWords } from "../connection.js";
import { jsonFile } from "../edit/json-file.js";

export const connection: Connection = {
	title: "GitHub Copilot CLI",
	binaries: ["copilot"],
	probe: (session) => ({ hookEventName: PROBE, sessionId: session }),
	files: (place) => {
		const { scope, home, project, env } = place;
		const directory = directoryOf(env, "COPILOT_HOME", `${home}/.copilot`);
		const servers = scope === "project" ? `${project}/.mcp.json` : `${directory}/mcp-config.json`;
		const hooks = scope === "project" ? `${project}/.github/hooks` : `${directory}/hooks`;
		// A project shares the file with Claude Code, which calls it so.
		const type = scope === "project" ? "stdio" : "local";
		const server = { type, ...serverWords(place), tools: ["*"] };
		return [
			{ path: servers, editor: jsonFile({ vendor: "copilot", servers: { mcpServers: server } }) },
			{
				path: `${hooks}/waitbus.json`,
				editor: jsonFile({
					vendor: "copilot",
					preamble: { version: 1 },
					// Its payload does not name the moment.
					hooks: Object.fromEntries(
						EVENTS.map((event) => [
							event,
							{ type: "command", bash: hookCommand(place, "copilot", event), timeoutSec: 5 },
						]),
					),
				}),
			},
		];
	},
};

// Not preToolUse, whose failure would stop the tool, nor permissionRequest, which comes before anybody is asked.
const EVENTS = [
	"sessionStart",
	"userPromptSubmitted",
	"agentStop",
	"errorOccurred",
	"notification",
	"sessionEnd",
];
