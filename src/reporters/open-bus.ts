/** The SDK, in a part of its own: a runner that starts need not read it first. */
import { resolveAddress } from "../client/address.js";
import { BusClient } from "../client/bus-client.js";

/** @throws BusError PATH_INVALID, CONFIG_INVALID */
export function openBus(): BusClient {
	return new BusClient(resolveAddress());
}
