/** https://docs.github.com/en/copilot/reference/hooks-reference */
import type { ToContext } from "../context.js";

const MOMENTS: ReadonlySet<string | undefined> = new Set([
	"sessionStart",
	"SessionStart",
	"userPromptSubmitted",
	"UserPromptSubmit",
	"postToolUse",
	"PostToolUse",
]);

export const toContext: ToContext = ({ hookEvent }) =>
	MOMENTS.has(hookEvent) ? (text) => ({ additionalContext: text }) : undefined;
