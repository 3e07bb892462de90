/** https://developers.openai.com/codex/hooks */
import { hookSpecificOutput } from "../context.js";

export const toContext = hookSpecificOutput("SessionStart", "UserPromptSubmit", "PostToolUse");
