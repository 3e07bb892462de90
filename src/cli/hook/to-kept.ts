/** A hook as it is kept for the daemon: with the process that it speaks for, as it is now. */
import type { KeptHook } from "../../vendors/kept-hooks.js";
import { beginsSession } from "../../vendors/lifecycle.js";
import { findVendorProcess } from "../../vendors/vendor-process.js";
import type { CalledHook } from "../hook.js";

export function toKept(hook: CalledHook): KeptHook {
	const { report, payload, callId } = hook;
	const introduction = introductionOf(hook);
	const process = findVendorProcess(globalThis.process.pid, introduction);
	return { introduction, process, report, payload, callId, calledAtMs: Date.now() };
}

export function introductionOf({ vendor, name, report }: CalledHook) {
	const { session, cwd, doors } = report;
	const state = beginsSession(report) ? { state: "idle" as const } : {};
	return {
		vendor,
		pid: process.ppid,
		...state,
		...(name === undefined ? {} : { name }),
		...(session === undefined ? {} : { session }),
		...(cwd === undefined ? {} : { cwd }),
		...(doors.length === 0 ? {} : { doors }),
	};
}
