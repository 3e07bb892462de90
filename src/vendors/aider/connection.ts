/** Aider: https://aider.chat/docs/usage/notifications.html; it is no MCP client. */
import { type Connection, hookCommand } from "../connection.js";
import { yamlFile } from "../edit/yaml-file.js";

export const connection: Connection = {
	title: "Aider",
	binaries: ["aider"],
	files: (place) => {
		const { scope, home, project } = place;
		return [
			{
				path: `${scope === "project" ? project : home}/.aider.conf.yml`,
				editor: yamlFile({
					vendor: "aider",
					entries: { notifications: true, "notifications-command": hookCommand(place, "aider") },
				}),
			},
		];
	},
};
