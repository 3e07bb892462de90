/** The hooks of Qwen Code, as `/help` of its qc-helper describes them. */
import { hookSpecificOutput } from "../context.js";

export const toContext = hookSpecificOutput("SessionStart", "UserPromptSubmit", "PostToolUse");
