import { BusError } from "../errors.js";
import { isKnownReply } from "../protocol/check-reply.js";
import type { RequestReply } from "./read-reply.js";
import { otherBuild } from "./other-build.js";

/** A reply that no daemon of this build sends there. */
export function unexpectedReply({ op }: RequestReply, where: string): BusError {
	if (!isKnownReply(op)) return otherBuild(`it answered with "${op}"`);
	return new BusError("INTERNAL", `Cannot use the reply "${op}": it does not belong to ${where}`);
}
