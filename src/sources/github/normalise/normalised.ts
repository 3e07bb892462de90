/** What one family of GitHub's events says, before the parts that all families share are added. */
import type { JsonValue } from "../../../event/event.js";

export interface Normalised {
	/** Those that are undefined are left out. */
	readonly fields: Readonly<Record<string, JsonValue | undefined>>;
	/** What happened, without the repository. */
	readonly summary: string;
	/** Names the state itself, where webhook and poll both see it; otherwise the delivery is the event. */
	readonly stateKey: string | undefined;
}

/** A word of a summary that may be missing. */
export function say(before: string, value: string | number | undefined): string {
	return value === undefined ? "" : `${before}${value}`;
}
