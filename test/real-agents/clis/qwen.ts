import { join } from "node:path";
import { type AgentCli, fileOf } from "../agent-cli.js";
import { CHAT_COMPLETIONS } from "../dialects/chat-completions.js";
import { addToJson } from "../edit-json.js";

export const QWEN: AgentCli = {
	vendor: "qwen",
	packageName: "@qwen-code/qwen-code",
	// The package's command starts this one.
	program: [process.execPath, "--expose-gc", fileOf("@qwen-code/qwen-code", "cli.js")],
	dialect: CHAT_COMPLETIONS,
	afterRefusal: "agent_lost",
	setUp({ home }) {
		addToJson(join(home, ".qwen/settings.json"), {
			general: { enableAutoUpdate: false },
			privacy: { usageStatisticsEnabled: false },
			security: { auth: { selectedType: "openai" } },
			telemetry: { enabled: false },
		});
	},
	callTool: (tool, input) => [
		{ call: "tool_search", input: { query: `select:mcp__waitbus__${tool}` } },
		{ call: "tool_call", input: { name: `mcp__waitbus__${tool}`, arguments: input } },
	],
	turn: (prompt) => ["--yolo", prompt],
	env: (_place, modelUrl) => ({
		OPENAI_API_KEY: "none",
		// Otherwise it starts itself once more.
		QWEN_CODE_NO_RELAUNCH: "true",
		OPENAI_BASE_URL: `${modelUrl}/v1`,
		OPENAI_MODEL: "stand-in",
	}),
};
