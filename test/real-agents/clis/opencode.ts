import { join } from "node:path";
import { arch, platform } from "node:process";
import { type AgentCli, fileOf } from "../agent-cli.js";
import { CHAT_COMPLETIONS } from "../dialects/chat-completions.js";
import { addToJson } from "../edit-json.js";

const CONFIG = ".config/opencode/opencode.json";

export const OPENCODE: AgentCli = {
	vendor: "opencode",
	packageName: "opencode-ai",
	program: [fileOf(`opencode-${platform}-${arch}-baseline`, "bin/opencode")],
	dialect: CHAT_COMPLETIONS,
	afterRefusal: "agent_failed",
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
	turn: (prompt) => ["run", prompt],
	env: () => ({
		OPENCODE_DISABLE_AUTOUPDATE: "1",
		OPENCODE_DISABLE_MODELS_FETCH: "1",
		// It installs a package of its own as soon as there is a plugin, and waits for that.
		npm_config_offline: "true",
	}),
};
