import type { JsonObject } from "./event.js";

/** How a subject stands, as its source judges it. */
export type Standing = JsonObject & {
	/** What kind of subject it is of: `checks`. */
	readonly kind: string;
	/** The same on one line for people. */
	readonly text: string;
};

/** What `--json` prints of a wait for a state, so its keys are stable. */
export type SubjectReport = Standing & {
	/** Why its source cannot look, so that there may be more than is known; null when it can, or has yet to say. */
	readonly problem: string | null;
};
