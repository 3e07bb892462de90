/** Windsurf's Cascade: https://docs.windsurf.com/windsurf/cascade/hooks and https://docs.windsurf.com/windsurf/cascade/mcp */
import { type Connection, hookCommand, PROBE, serverWords, type VendorFile } from "../connection.js";
import { jsonFile } from "../edit/json-file.js";

export const connection: Connection = {
	title: "Windsurf",
	binaries: ["windsurf"],
	probe: (session) => ({ agent_action_name: PROBE, trajectory_id: session }),
	files: (place) => {
		const { scope, home, project } = place;
		const directory = scope === "project" ? `${project}/.windsurf` : `${home}/.codeium/windsurf`;
		const hook = { command: hookCommand(place, "windsurf"), show_output: false };
		const hooks: VendorFile = {
			path: `${directory}/hooks.json`,
			editor: jsonFile({
				vendor: "windsurf",
				hooks: Object.fromEntries(EVENTS.map((event) => [event, hook])),
			}),
		};
		// It has no servers of a project's own.
		if (scope === "project") return [hooks];
		const editor = jsonFile({ vendor: "windsurf", servers: { mcpServers: serverWords(place) } });
		return [{ path: `${directory}/mcp_config.json`, editor }, hooks];
	},
};

const EVENTS = ["pre_user_prompt", "post_cascade_response"];
