/** How a vendor's files stand, the user's or the project's. */
import { BusError } from "../../errors.js";
import { readHost } from "../../platform/host.js";
import { resolvePaths } from "../../platform/paths.js";
import type { Connection, Scope } from "../../vendors/connection.js";
import { planConnecting, planDisconnecting } from "../../vendors/plan-connection.js";
import { findPlace } from "./place.js";

/** `partly` when a part of it is missing, or was written by another version or for another path. */
export type ConnectionState = "connected" | "partly" | "no" | "unreadable";

export function stateOf(connection: Connection, scope: Scope): ConnectionState {
	const place = findPlace("user");
	if (scope === "project" && place.project === place.home) return "no";
	const files = connection.files(findPlace(scope));
	const { connectionsDir } = resolvePaths(readHost());
	try {
		if (planConnecting(files, connectionsDir).length === 0) return "connected";
		return planDisconnecting(files, connectionsDir).length === 0 ? "no" : "partly";
	} catch (error) {
		if (error instanceof BusError) return "unreadable";
		throw error;
	}
}
