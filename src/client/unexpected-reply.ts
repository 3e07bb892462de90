import { BusError } from "../errors.js";
import type { RequestReply } from "./connection.js";

/** A reply that no daemon of this version sends there. */
export function unexpectedReply({ op }: RequestReply, where: string): BusError {
	return new BusError("INTERNAL", `Cannot use the reply "${op}": it does not belong to ${where}`);
}
