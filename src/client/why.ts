/** Asking the daemon to explain waits. */
import { withoutAbsent } from "../event/without-absent.js";
import type { Request } from "../protocol/messages.js";
import { toWaitTerms, type WaitOptions } from "./terms.js";

/** Which waits `bus.why` explains: those that go on, or one that is only proposed. */
export interface WhyQuestion {
	/** Only the waits of this process. @default all of them */
	readonly pid?: number;
	/** A wait that is only proposed, instead of those that go on. */
	readonly terms?: WaitOptions;
}

export function toWhyRequest(
	{ pid, terms = {} }: WhyQuestion,
	since: string | undefined,
): Omit<Extract<Request, { op: "why" }>, "id"> {
	return { op: "why", ...toWaitTerms(terms), ...withoutAbsent({ since, pid }) };
}
