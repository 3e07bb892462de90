/** A hook that could not be told: kept for the daemon, which is started if there is none. Nobody waits for it. */
import { isAutostartOn, PROGRAM } from "../../client/address.js";
import { spawnDaemon } from "../../client/start-daemon.js";
import { BusError } from "../../errors.js";
import { keepHook } from "../../vendors/kept-hooks.js";
import type { CalledHook } from "../hook.js";
import { toKept } from "./to-kept.js";

// What connect(2) says when no daemon is there.
const NOBODY_THERE: ReadonlySet<unknown> = new Set(["ENOENT", "ECONNREFUSED", "ECONNRESET"]);

/** @throws BusError for what would be refused again, or when too many are kept already */
export function keepForLater(hook: CalledHook, problem: Error, directory: string): void {
	if (problem instanceof BusError && problem.code === "EVENT_INVALID") throw problem;
	keepHook(directory, toKept(hook));
	const { env } = process;
	if (NOBODY_THERE.has((problem as NodeJS.ErrnoException).code) && isAutostartOn(env)) {
		spawnDaemon({ program: PROGRAM, env });
	}
}
