import type { AgentCli } from "./agent-cli.js";
import { CLAUDE } from "./clis/claude.js";
import { COPILOT } from "./clis/copilot.js";
import { CODEX } from "./clis/codex.js";
import { GEMINI } from "./clis/gemini.js";
import { OPENCODE } from "./clis/opencode.js";
import { QWEN } from "./clis/qwen.js";

/** Every agent that the kit drives. */
export const AGENTS: readonly AgentCli[] = [CLAUDE, CODEX, GEMINI, OPENCODE, COPILOT, QWEN];
