/** Codex: https://developers.openai.com/codex/config-reference and https://developers.openai.com/codex/hooks */
import {
	type Connection,
	directoryOf,
	groupedHooks,
	hookCommand,
	PROBE,
	serverWords,
} from "../connection.js";
import { jsonFile } from "../edit/json-file.js";
import { isOurHook } from "../edit/marks.js";
import { tomlFile } from "../edit/toml-file.js";

export const connection: Connection = {
	title: "Codex",
	binaries: ["codex"],
	probe: (session) => ({ hook_event_name: PROBE, session_id: session }),
	files: (place) => {
		const { scope, home, project, env } = place;
		const directory =
			scope === "project" ? `${project}/.codex` : directoryOf(env, "CODEX_HOME", `${home}/.codex`);
		return [
			{
				path: `${directory}/config.toml`,
				editor: tomlFile({
					servers: "mcp_servers",
					server: { ...serverWords(place), env_vars: PASSED_ON },
				}),
			},
			{
				path: `${directory}/hooks.json`,
				editor: jsonFile({
					vendor: "codex",
					// It allows no more to the last two.
					hooks: groupedHooks(EVENTS, { command: hookCommand(place, "codex"), timeout: 3 }),
				}),
			},
		];
	},
	trust: { arguments: ["app-server"], method: "hooks/list", findProblem: findUntrusted },
	afterwards: () => ["Codex runs hooks only when you have trusted them: type /hooks in codex"],
};

const EVENTS = ["SessionStart", "UserPromptSubmit", "Stop", "PermissionRequest", "Interrupt", "SessionEnd"];

// It gives its servers no more of the environment than they ask for, and the socket is found by these.
const PASSED_ON = [
	"XDG_RUNTIME_DIR",
	"XDG_STATE_HOME",
	"WAITBUS_RUNTIME_DIR",
	"WAITBUS_STATE_DIR",
	"WAITBUS_AGENT",
];

interface HooksList {
	readonly data?: readonly { readonly hooks?: readonly ListedHook[] }[];
}

interface ListedHook {
	readonly eventName: string;
	readonly command?: string;
	readonly trustStatus: string;
}

function findUntrusted(answer: unknown): string | undefined {
	const hooks = ((answer as HooksList).data ?? []).flatMap((each) => each.hooks ?? []);
	const ours = hooks.filter(({ command = "" }) => isOurHook(command, { vendor: "codex" }));
	if (ours.length === 0) return "Codex does not list it; perhaps hooks are turned off in its config.toml";
	const others = ours.filter(({ trustStatus }) => trustStatus !== "trusted" && trustStatus !== "managed");
	if (others.length === 0) return undefined;
	return `type /hooks in codex: ${others.map((each) => `${each.eventName} is ${each.trustStatus}`).join(", ")}`;
}
