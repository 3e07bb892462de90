/** An event that was emitted, as its id. */
import type { EmitResult } from "../client/emit.js";
import type { Invocation } from "./command.js";

export function printStored(
	result: EmitResult,
	{ flags, terminal }: Pick<Invocation, "flags" | "terminal">,
): void {
	terminal.print(flags.isSet("json") ? JSON.stringify(result) : result.event_id);
	if (result.outcome === "duplicate")
		terminal.tell(`waitbus: duplicate: this delivery id was stored before as ${result.event_id}`);
}
