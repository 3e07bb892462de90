/** Gemini CLI: docs/hooks/reference.md and docs/tools/mcp-server.md of google-gemini/gemini-cli */
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
	title: "Gemini CLI",
	binaries: ["gemini"],
	probe: (session) => ({ hook_event_name: PROBE, session_id: session }),
	files: (place) => {
		const { scope, project, home, env } = place;
		const root = scope === "project" ? project : directoryOf(env, "GEMINI_CLI_HOME", home);
		return [
			{
				path: `${root}/.gemini/settings.json`,
				editor: jsonFile({
					vendor: "gemini",
					servers: { mcpServers: serverWords(place) },
					// In milliseconds.
					hooks: groupedHooks(EVENTS, { command: hookCommand(place, "gemini"), timeout: 5_000 }),
				}),
			},
		];
	},
};

const EVENTS = ["SessionStart", "BeforeAgent", "AfterAgent", "Notification", "SessionEnd"];
