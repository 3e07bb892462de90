import type { Socket } from "node:net";

/** Node has no public way to the descriptor of a socket; its handle has carried it in every release. */
export function findSocketFd(socket: Socket): number | undefined {
	const handle: unknown = Reflect.get(socket, "_handle");
	if (typeof handle !== "object" || handle === null) return undefined;
	const fd: unknown = Reflect.get(handle, "fd");
	return typeof fd === "number" && fd >= 0 ? fd : undefined;
}
