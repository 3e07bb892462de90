/** Qwen Code: docs/features/hooks.md and docs/features/mcp.md of QwenLM/qwen-code */
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
	title: "Qwen Code",
	binaries: ["qwen"],
	probe: (session) => ({ hook_event_name: PROBE, session_id: session }),
	files: (place) => {
		const { scope, home, project, env } = place;
		const directory =
			scope === "project" ? `${project}/.qwen` : directoryOf(env, "QWEN_HOME", `${home}/.qwen`);
		return [
			{
				path: `${directory}/settings.json`,
				editor: jsonFile({
					vendor: "qwen",
					servers: { mcpServers: serverWords(place) },
					hooks: groupedHooks(EVENTS, { command: hookCommand(place, "qwen"), timeout: 5 }),
				}),
			},
		];
	},
};

const EVENTS = ["SessionStart", "UserPromptSubmit", "Stop", "StopFailure", "PermissionRequest", "SessionEnd"];
