/** Hears at once when a process of somebody else's ends. */
import { adoptDescriptor } from "./adopted-descriptor.js";
import type { Clock } from "./clock.js";
import type { Libc } from "./libc.js";
import { isSameProcess, type ProcessIdentity } from "./process-identity.js";

export interface ProcessWatch {
	close(): void;
}

// pidfd_open(2) has this number on every processor.
const PIDFD_OPEN = 434;
const LOOK_MS = 1_000;

/**
 * Calls `onEnd` once, in a later turn, when the process has ended, also when it had before. Costs nothing while it runs
 * on Linux 5.3 and later; elsewhere a look each second.
 */
export function watchProcess(
	{ libc, clock }: { readonly libc: Libc; readonly clock: Clock },
	identity: ProcessIdentity,
	onEnd: () => void,
): ProcessWatch {
	const descriptor = process.platform === "linux" ? (libc.syscall2?.(PIDFD_OPEN, identity.pid, 0) ?? -1) : -1;
	if (descriptor < 0) return lookNowAndThen(clock, identity, onEnd);
	const stream = adoptDescriptor(libc, descriptor);
	let isOver = false;
	const end = (): void => {
		if (isOver) return;
		isOver = true;
		stream.destroy();
		onEnd();
	};
	// Reading a pidfd is an error, which comes once its process has ended.
	stream.once("error", end);
	stream.resume();
	// The number may have gone to another process before the descriptor was opened.
	if (!isSameProcess(identity)) setImmediate(end);
	return {
		close: () => {
			isOver = true;
			stream.destroy();
		},
	};
}

function lookNowAndThen(clock: Clock, identity: ProcessIdentity, onEnd: () => void): ProcessWatch {
	let timer = clock.setTimer(0, look);
	return { close: () => timer.cancel() };

	function look(): void {
		if (isSameProcess(identity)) timer = clock.setTimer(LOOK_MS, look);
		else onEnd();
	}
}
