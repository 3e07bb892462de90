/** What a vendor's hook prints so that the session is told something. */
import type { LifecycleReport } from "./lifecycle.js";

/** Undefined when this moment of the session takes nothing. */
export type ToContext = (
	report: Pick<LifecycleReport, "hookEvent" | "facts">,
) => ((text: string) => object) | undefined;

/** As Claude Code has it, and others after it: added to what the model sees, at the moments named. */
export function hookSpecificOutput(...moments: readonly string[]): ToContext {
	return ({ hookEvent = "" }) => {
		if (!moments.includes(hookEvent)) return undefined;
		return (text) => ({ hookSpecificOutput: { hookEventName: hookEvent, additionalContext: text } });
	};
}
