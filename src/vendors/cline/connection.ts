/** Cline: a hook is a script in a directory, by the name of its moment; as its command line 3.0.65 has them. */
import {
	type Connection,
	directoryOf,
	hookCommand,
	PROBE,
	serverWords,
	type VendorFile,
} from "../connection.js";
import { jsonFile } from "../edit/json-file.js";
import { REMARK } from "../edit/marks.js";
import { wholeFile } from "../edit/whole-file.js";

export const connection: Connection = {
	title: "Cline",
	binaries: ["cline"],
	probe: (session) => ({ hookName: PROBE, taskId: session }),
	files: (place) => {
		const { scope, home, project, env } = place;
		const directory = directoryOf(env, "CLINE_DIR", `${home}/.cline`);
		const data = directoryOf(env, "CLINE_DATA_DIR", `${directory}/data`);
		const hooksDir = scope === "project" ? `${project}/.clinerules/hooks` : `${directory}/hooks`;
		const command = hookCommand(place, "cline");
		const editor = wholeFile({ text: `#!/bin/sh\n# ${REMARK}\nexec ${command}\n`, hook: command });
		const hooks = EVENTS.map((event) => ({ path: `${hooksDir}/${event}.sh`, editor, isExecutable: true }));
		// It has no servers of a project's own.
		if (scope === "project") return hooks;
		const servers: VendorFile = {
			path: directoryOf(env, "CLINE_MCP_SETTINGS_PATH", `${data}/settings/cline_mcp_settings.json`),
			editor: jsonFile({
				vendor: "cline",
				servers: { mcpServers: { transport: { type: "stdio", ...serverWords(place) } } },
			}),
		};
		return [servers, ...hooks];
	},
};

const EVENTS = ["TaskStart", "TaskResume", "UserPromptSubmit", "TaskComplete", "TaskCancel", "TaskError"];
