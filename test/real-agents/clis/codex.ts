import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { arch, platform } from "node:process";
import { type AgentCli, fileOf } from "../agent-cli.js";
import { RESPONSES } from "../dialects/responses.js";

const TRIPLE = `${arch === "arm64" ? "aarch64" : "x86_64"}-unknown-linux-musl`;

const settings = (modelUrl: string): string => `model = "stand-in"
model_provider = "stand_in"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false

[analytics]
enabled = false

[model_providers.stand_in]
name = "stand-in"
base_url = "${modelUrl}/v1"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`;

export const CODEX: AgentCli = {
	vendor: "codex",
	packageName: "@openai/codex",
	program: [fileOf(`@openai/codex-${platform}-${arch}`, "vendor", TRIPLE, "bin/codex")],
	dialect: RESPONSES,
	afterRefusal: "agent_left",
	setUp({ home }, modelUrl) {
		mkdirSync(join(home, ".codex"));
		writeFileSync(join(home, ".codex/config.toml"), settings(modelUrl));
	},
	// A user trusts the hooks once, in its screen.
	turn: (prompt) => ["exec", "--skip-git-repo-check", "--dangerously-bypass-hook-trust", prompt],
	env: () => ({}),
};
