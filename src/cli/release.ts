/** `waitbus release`: ends a lease. */
import { BusError, EXIT_CODES } from "../errors.js";
import { createClient } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { releaseCommand } from "./release-command.js";
import { toResource } from "./resource.js";

export async function runRelease(invocation: Invocation): Promise<number> {
	const { flags, terminal } = invocation;
	const resource = toResource(releaseCommand, invocation);
	const token = parseToken(flags.text("token"));
	const bus = createClient(invocation);
	try {
		const lease = await bus.leases.release(resource, token === undefined ? {} : { token });
		terminal.print(
			flags.isSet("json") ? JSON.stringify(lease) : `${lease.resource} is released; ${lease.holder} held it`,
		);
		return EXIT_CODES.done;
	} finally {
		await bus.close();
	}
}

function parseToken(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (/^\d{1,15}$/.test(text)) return Number(text);
	throw new BusError("USAGE", `Cannot use --token "${text}": not the token of a lease`, {
		hint: "waitbus claim --list",
	});
}
