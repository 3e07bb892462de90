import { arch, platform } from "node:process";
import { type AgentCli, fileOf } from "../agent-cli.js";
import { CHAT_COMPLETIONS } from "../dialects/chat-completions.js";

export const COPILOT: AgentCli = {
	vendor: "copilot",
	packageName: "@github/copilot",
	// The package's command starts this one.
	program: [fileOf(`@github/copilot-${platform}-${arch}`, "copilot")],
	dialect: CHAT_COMPLETIONS,
	afterRefusal: "agent_failed",
	setUp: () => undefined,
	turn: (prompt) => ["--allow-all-tools", "--no-auto-update", "-p", prompt],
	env: (_place, modelUrl) => ({
		COPILOT_MODEL: "stand-in",
		COPILOT_OFFLINE: "true",
		COPILOT_PROVIDER_API_KEY: "none",
		COPILOT_PROVIDER_BASE_URL: `${modelUrl}/v1`,
	}),
};
