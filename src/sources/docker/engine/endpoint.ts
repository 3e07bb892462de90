import type { Address, Tls } from "./address.js";
import { parseHost } from "./parse-host.js";

/** An Engine that may be there. */
export interface Endpoint {
	readonly address: Address;
	/** For people, and to tell one Engine from another. */
	readonly name: string;
}

const PORT = 2375;
const TLS_PORT = 2376;

/** @throws BusError CONFIG_INVALID with the remedy */
export function toEndpoint(name: string, tls: Tls | undefined): Endpoint {
	const host = parseHost(name);
	if (host.kind === "unix") return { address: host, name: host.socketPath };
	const port = host.port ?? (tls === undefined ? PORT : TLS_PORT);
	return { address: { ...host, port, tls }, name };
}
