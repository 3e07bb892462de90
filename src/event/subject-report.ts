import type { JsonObject } from "./event.js";

/** How a subject stands: what `--json` prints, so its keys are stable. */
export type SubjectReport = JsonObject & {
	/** What kind of subject it is of: `checks`. */
	readonly kind: string;
	/** The same on one line for people. Another line than before is a transition, which is told to whoever waits. */
	readonly text: string;
};
