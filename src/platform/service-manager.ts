/** What systemd and its like say to a service, and want to hear from it: sd_notify(3), sd_listen_fds(3). */

import { BusError } from "../errors.js";
import type { Libc } from "./libc.js";

export type ServiceState =
	| { readonly kind: "ready"; readonly status: string }
	| { readonly kind: "status"; readonly status: string }
	| { readonly kind: "stopping" };

/** Tells the service manager; false when there is none, or it could not be reached. */
export function notifyServiceManager(libc: Libc, env: NodeJS.ProcessEnv, state: ServiceState): boolean {
	const address = parseNotifyAddress(env["NOTIFY_SOCKET"]);
	if (address === undefined) return false;
	return sendDatagram(libc, address, Buffer.from(toAssignments(state)));
}

function toAssignments(state: ServiceState): string {
	switch (state.kind) {
		case "ready":
			return `READY=1\nSTATUS=${toOneLine(state.status)}`;
		case "status":
			return `STATUS=${toOneLine(state.status)}`;
		case "stopping":
			return "STOPPING=1";
	}
}

function toOneLine(text: string): string {
	return text.replaceAll("\n", " ");
}

const AF_UNIX = 1;
const MAX_ADDRESS_BYTES = 110;

/** struct sockaddr_un of Linux: a name that begins with @ is in the abstract namespace, and has no closing NUL. */
function parseNotifyAddress(name: string | undefined): Uint8Array | undefined {
	if (name === undefined || !/^[/@]./.test(name)) return undefined;
	const family = new Uint8Array(Uint16Array.of(AF_UNIX).buffer);
	const path = name.startsWith("@") ? `\0${name.slice(1)}` : `${name}\0`;
	const address = Buffer.concat([family, Buffer.from(path)]);
	return address.length > MAX_ADDRESS_BYTES ? undefined : address;
}

const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

function sendDatagram(libc: Libc, address: Uint8Array, data: Uint8Array): boolean {
	const fd = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0) return false;
	try {
		// A manager that does not read must not stop the bus.
		const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
		return libc.sendto(fd, data, data.length, flags, address, address.length) === data.length;
	} finally {
		libc.close(fd);
	}
}

const FIRST_INHERITED_FD = 3;

/**
 * The listening socket that the service manager opened for us, if it did.
 * @throws BusError CONFIG_INVALID when it passed more than the one we can use
 */
export function inheritedSocketFd(env: NodeJS.ProcessEnv, pid: number): number | undefined {
	// Variables of another pid were meant for a parent of ours.
	if (env["LISTEN_PID"] !== String(pid)) return undefined;
	const count = env["LISTEN_FDS"];
	if (count === undefined || count === "0") return undefined;
	if (count === "1") return FIRST_INHERITED_FD;
	throw new BusError("CONFIG_INVALID", `Cannot use LISTEN_FDS "${count}": waitbus takes exactly one socket`, {
		hint: "Leave one ListenStream= in the .socket unit",
	});
}

/** What we start in turn must not take our socket for its own. */
export function clearListenVariables(env: NodeJS.ProcessEnv): void {
	for (const name of ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"]) delete env[name];
}
