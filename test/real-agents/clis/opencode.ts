import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { arch, platform } from "node:process";
import { type AgentCli, fileOf } from "../agent-cli.js";
import { CHAT_COMPLETIONS } from "../dialects/chat-completions.js";
import { addToJson } from "../edit-json.js";

const CONFIG = ".config/opencode/opencode.json";

const PLUGIN = `
import { spawn } from "node:child_process";
const failed = new Set();
const tell = (payload) => new Promise((resolve) => {
	const hook = spawn("waitbus", ["hook", "opencode"], { stdio: ["pipe", "ignore", "ignore"] });
	hook.on("error", resolve);
	hook.on("close", resolve);
	hook.stdin.end(JSON.stringify(payload));
});
export const Waitbus = async ({ directory, serverUrl }) => ({
	event: async ({ event }) => {
		const { type, properties } = event;
		if (!/^session\\.(created|status|idle|error|deleted)$|^(permission|question)\\./.test(type)) return;
		if (type === "session.error") failed.add(properties.sessionID);
		if (type === "session.status" && properties.status.type === "busy") failed.delete(properties.sessionID);
		if (type === "session.idle" && failed.has(properties.sessionID)) return;
		await tell({ ...event, directory, serverUrl: String(serverUrl) });
	},
});
`;

export const OPENCODE: AgentCli = {
	vendor: "opencode",
	packageName: "opencode-ai",
	program: [fileOf(`opencode-${platform}-${arch}-baseline`, "bin/opencode")],
	dialect: CHAT_COMPLETIONS,
	tellsOfFailure: true,
	setUp({ home }, modelUrl) {
		addToJson(join(home, CONFIG), {
			$schema: "https://opencode.ai/config.json",
			autoupdate: false,
			share: "disabled",
			model: "stand_in/stand-in",
			small_model: "stand_in/stand-in",
			provider: {
				stand_in: {
					npm: "@ai-sdk/openai-compatible",
					name: "stand-in",
					options: { baseURL: `${modelUrl}/v1`, apiKey: "none" },
					models: { "stand-in": { name: "stand-in" } },
				},
			},
		});
	},
	connectByHand({ home }) {
		addToJson(join(home, CONFIG), {
			mcp: { waitbus: { type: "local", command: ["waitbus", "mcp", "serve"], enabled: true } },
		});
		mkdirSync(join(home, ".config/opencode/plugins"));
		writeFileSync(join(home, ".config/opencode/plugins/waitbus.js"), PLUGIN);
	},
	turn: (prompt) => ["run", prompt],
	env: () => ({
		OPENCODE_DISABLE_AUTOUPDATE: "1",
		OPENCODE_DISABLE_MODELS_FETCH: "1",
		// It installs a package of its own as soon as there is a plugin, and waits for that.
		npm_config_offline: "true",
	}),
};
