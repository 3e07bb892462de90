import { arch, platform } from "node:process";
import { join } from "node:path";
import { type AgentCli, fileOf } from "../agent-cli.js";
import { ANTHROPIC } from "../dialects/anthropic.js";
import { addToJson } from "../edit-json.js";

export const CLAUDE: AgentCli = {
	vendor: "claude",
	packageName: "@anthropic-ai/claude-code",
	program: [fileOf(`@anthropic-ai/claude-code-${platform}-${arch}`, "claude")],
	dialect: ANTHROPIC,
	afterRefusal: "agent_failed",
	setUp({ home }) {
		addToJson(join(home, ".claude.json"), { hasCompletedOnboarding: true });
		addToJson(join(home, ".claude/settings.json"), { permissions: { allow: ["mcp__waitbus"] } });
	},
	turn: (prompt) => ["-p", prompt],
	// With a prompt as argument it ends some 20 ms after a failed turn, and its hook with it.
	stay: (prompt) => ({
		words: ["-p", "--verbose", "--input-format", "stream-json", "--output-format", "stream-json"],
		input: `${JSON.stringify({ type: "user", message: { role: "user", content: prompt } })}\n`,
	}),
	env: (_place, modelUrl) => ({
		ANTHROPIC_BASE_URL: modelUrl,
		ANTHROPIC_API_KEY: "none",
		ANTHROPIC_MODEL: "claude-sonnet-5",
		CLAUDE_CODE_MAX_RETRIES: "0",
		CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
		DISABLE_AUTOUPDATER: "1",
		DISABLE_ERROR_REPORTING: "1",
		DISABLE_TELEMETRY: "1",
	}),
};
