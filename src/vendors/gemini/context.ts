/** https://github.com/google-gemini/gemini-cli/blob/main/docs/hooks/reference.md */
import { hookSpecificOutput } from "../context.js";

export const toContext = hookSpecificOutput("SessionStart", "BeforeAgent", "AfterTool");
