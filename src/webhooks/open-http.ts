/** Asks a server on a socket of this machine or behind TLS, for sources that listen to one. */
import { request as requestHttp } from "node:http";
import type { ClientRequest, RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import type { Address, OpenHttp } from "../sources/docker/engine/address.js";
import { piecesOf, readAnswer, sendRequest } from "./http-exchange.js";

// A machine that is gone says nothing; the kernel asks whether it is there, which wakes nobody here.
const KEEP_ALIVE_MS = 30_000;

/** Each request has a connection of its own, so that one which never ends is in nobody's way. */
export const openHttp: OpenHttp = async (address, path, { signal, patienceMs, isStream }) => {
	const request = createRequest(address, { path, signal, agent: false, timeout: patienceMs });
	request.on("timeout", () => request.destroy(new Error(`no answer within ${patienceMs / 1_000} s`)));
	request.on("socket", (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
	const response = await sendRequest(request);
	if (isStream) request.setTimeout(0);
	return {
		status: response.statusCode ?? 0,
		body: piecesOf(response),
		readText: (maxBytes) => readAnswer(response, maxBytes),
		close: () => void response.destroy(),
	};
};

function createRequest(address: Address, options: RequestOptions): ClientRequest {
	// An Engine refuses a Host header that does not look like a name; a path does not.
	if (address.kind === "unix") {
		return requestHttp({ ...options, socketPath: address.socketPath, headers: { host: "docker" } });
	}
	const { host, port, tls } = address;
	if (tls === undefined) return requestHttp({ ...options, host, port });
	const { ca, cert, key, isVerified } = tls;
	return requestHttps({ ...options, host, port, ca, cert, key, rejectUnauthorized: isVerified });
}
