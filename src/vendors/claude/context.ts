/** https://code.claude.com/docs/en/hooks */
import { hookSpecificOutput } from "../context.js";

export const toContext = hookSpecificOutput("SessionStart", "UserPromptSubmit", "PostToolUse");
