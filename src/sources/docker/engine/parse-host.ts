/** `unix:///run/docker.sock` and `tcp://host:2375`, as DOCKER_HOST and contexts name an Engine. */
import { BusError } from "../../../errors.js";

export type Host =
	| { readonly kind: "unix"; readonly socketPath: string }
	/** Without a port it is Docker's own, which depends on TLS. */
	| { readonly kind: "tcp"; readonly host: string; readonly port: number | undefined };

/** @throws BusError CONFIG_INVALID with the remedy */
export function parseHost(text: string): Host {
	if (/^unix:\/\/\/./.test(text)) return { kind: "unix", socketPath: text.slice("unix://".length) };
	if (text.startsWith("ssh://")) {
		throw unfit(text, "Forward its socket: ssh -nNL /tmp/docker.sock:/var/run/docker.sock HOST");
	}
	const host = text.startsWith("tcp://") ? findTcpHost(text) : undefined;
	if (host === undefined) throw unfit(text, "unix:///path/to/docker.sock or tcp://host:2375");
	return host;
}

function findTcpHost(text: string): Host | undefined {
	if (!URL.canParse(text)) return undefined;
	const { hostname, port, pathname } = new URL(text);
	if (hostname === "" || pathname.length > 1) return undefined;
	const host = hostname.replace(/^\[(.*)\]$/, "$1");
	return { kind: "tcp", host, port: port === "" ? undefined : Number(port) };
}

function unfit(text: string, hint: string): BusError {
	return new BusError("CONFIG_INVALID", `Cannot use the Docker host "${text}"`, { hint });
}
