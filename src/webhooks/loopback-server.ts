import { createServer, type Server } from "node:net";
import { BusError } from "../errors.js";
import { describeSystemError } from "../platform/system-error.js";

// Whoever should reach it from elsewhere goes through a tunnel or a proxy that the user set up.
const HOST = "127.0.0.1";

/** @throws BusError PORT_UNAVAILABLE */
export function openLoopbackServer(port: number): Promise<Server> {
	// Half open: a sender that has closed its own half still reads the answer.
	const server = createServer({ allowHalfOpen: true, noDelay: true });
	return new Promise((resolve, reject) => {
		server.once("error", (cause) => reject(unavailable(port, cause)));
		server.listen({ host: HOST, port }, () => {
			server.removeAllListeners("error");
			resolve(server);
		});
	});
}

export function portOf(server: Server): number {
	const address = server.address();
	return typeof address === "object" && address !== null ? address.port : 0;
}

function unavailable(port: number, cause: Error): BusError {
	return new BusError(
		"PORT_UNAVAILABLE",
		`Cannot listen on "${HOST}:${port}": ${describeSystemError(cause)}`,
		{
			hint: "Set another port under [webhooks] in config.toml; 0 picks a free one",
			cause,
		},
	);
}
