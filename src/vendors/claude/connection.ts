/** Claude Code: https://code.claude.com/docs/en/settings and https://code.claude.com/docs/en/mcp */
import {
	type Connection,
	directoryOf,
	groupedHooks,
	hookCommand,
	PROBE,
	serverWords,
} from "../connection.js";
import { jsonFile } from "../edit/json-file.js";

export const connection: Connection = {
	title: "Claude Code",
	binaries: ["claude"],
	probe: (session) => ({ hook_event_name: PROBE, session_id: session }),
	files: (place) => {
		const { scope, home, project, env } = place;
		const moved = directoryOf(env, "CLAUDE_CONFIG_DIR", "");
		const servers = scope === "project" ? `${project}/.mcp.json` : `${moved || home}/.claude.json`;
		const settings = scope === "project" ? `${project}/.claude` : moved || `${home}/.claude`;
		return [
			{
				path: servers,
				editor: jsonFile({
					vendor: "claude",
					servers: { mcpServers: { type: "stdio", ...serverWords(place), env: {} } },
				}),
			},
			{
				path: `${settings}/settings.json`,
				editor: jsonFile({
					vendor: "claude",
					hooks: groupedHooks(EVENTS, { command: hookCommand(place, "claude"), timeout: 5 }),
				}),
			},
		];
	},
	afterwards: ({ scope }) =>
		scope === "project" ? ["Claude Code asks whoever opens the project whether to start its MCP server"] : [],
};

const EVENTS = [
	"SessionStart",
	"UserPromptSubmit",
	"Stop",
	"StopFailure",
	"PermissionRequest",
	// A permission is told by its request already.
	["Notification", "agent_needs_input|elicitation_dialog"],
	"SessionEnd",
] as const;
