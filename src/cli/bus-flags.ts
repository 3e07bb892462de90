/** The flags about the bus itself, the same for every verb that talks to it. */
import { resolveAddress } from "../client/address.js";
import { BusClient } from "../client/bus-client.js";
import { Link } from "../client/link.js";
import type { DaemonAddress } from "../client/open-connection.js";
import type { Flag, Invocation } from "./command.js";

export const JSON_FLAG: Flag = { name: "json", summary: "Print JSON, one object per line" };

export const NO_START_FLAG: Flag = {
	name: "no-start",
	summary: "Fail when no daemon runs, instead of starting one (also WAITBUS_AUTOSTART=0)",
};

export const STRICT_FLAG: Flag = {
	name: "strict",
	summary: "Exit 125 at once when what is asked for can never come, instead of saying so and waiting",
};

/** A client of this user's bus, as the flags want it. @throws BusError PATH_INVALID, CONFIG_INVALID */
export function createClient(invocation: Pick<Invocation, "flags">): BusClient {
	return new BusClient(addressOf(invocation));
}

/** Its connection alone, for a verb that is to start fast. @throws BusError PATH_INVALID, CONFIG_INVALID */
export function createLink(invocation: Pick<Invocation, "flags">): Link {
	return new Link(addressOf(invocation));
}

/** Where it is, and whether a daemon may be started there. @throws BusError PATH_INVALID, CONFIG_INVALID */
export function addressOf({ flags }: Pick<Invocation, "flags">): DaemonAddress {
	return resolveAddress(flags.isSet("no-start") ? { autostart: false } : {});
}
