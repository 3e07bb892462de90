import type { AgentCli } from "./agent-cli.js";
import { CLAUDE } from "./clis/claude.js";
import { CODEX } from "./clis/codex.js";
import { GEMINI } from "./clis/gemini.js";
import { OPENCODE } from "./clis/opencode.js";

/** Every agent that the kit drives. */
export const AGENTS: readonly AgentCli[] = [CLAUDE, CODEX, GEMINI, OPENCODE];
