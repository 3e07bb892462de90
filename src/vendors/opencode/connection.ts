/** OpenCode: https://opencode.ai/docs/plugins and https://opencode.ai/docs/mcp-servers */
import { existsSync } from "node:fs";
import { type Connection, directoryOf, PROBE, quote, serverWords } from "../connection.js";
import { jsonFile } from "../edit/json-file.js";
import { wholeFile } from "../edit/whole-file.js";
import { pluginText } from "./plugin-text.js";

export const connection: Connection = {
	title: "OpenCode",
	binaries: ["opencode"],
	probe: (session) => ({ type: PROBE, properties: { sessionID: session } }),
	files: (place) => {
		const { scope, home, project, env, program } = place;
		const config = `${directoryOf(env, "XDG_CONFIG_HOME", `${home}/.config`)}/opencode`;
		const settings = `${scope === "project" ? project : config}/opencode.json`;
		const plugins = scope === "project" ? `${project}/.opencode/plugins` : `${config}/plugins`;
		const { command, args } = serverWords(place);
		const plugin = `${plugins}/waitbus.js`;
		return [
			{
				path: !existsSync(settings) && existsSync(`${settings}c`) ? `${settings}c` : settings,
				editor: jsonFile({
					vendor: "opencode",
					preamble: { $schema: "https://opencode.ai/config.json" },
					servers: { mcp: { type: "local", command: [command, ...args] } },
				}),
			},
			{
				path: plugin,
				editor: wholeFile({ text: pluginText(program), hook: runPlugin(plugin) }),
			},
		];
	},
};

/** Has Node give the plugin an event, as OpenCode does. The last word tells that it is only in between. */
function runPlugin(path: string): string {
	const script = `"$(cat ${quote(path)})"${quote(CALL_PLUGIN)}`;
	return `${quote(process.execPath)} --input-type=module -e ${script} 'waitbus hook opencode'`;
}

const CALL_PLUGIN = `
const { event } = await Waitbus({ directory: process.cwd() });
await event({ event: JSON.parse(process.getBuiltinModule("node:fs").readFileSync(0, "utf8")) });`;
