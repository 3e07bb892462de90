/** Signals as Linux numbers them, since containers run on Linux wherever the daemon does. */

const NAMES = [
	"HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM",
	"STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS",
]
	.join(" ")
	.split(" ");
const REAL_TIME = { first: 34, last: 64 };

/** Sent to have something done, such as reading the configuration anew. */
const ERRANDS: ReadonlySet<string> = new Set(
	"HUP USR1 USR2 CHLD CONT STOP TSTP TTIN TTOU URG WINCH".split(" ").map((name) => `SIG${name}`),
);

// What a shell makes of death by a signal: 143 is SIGTERM.
const EXIT_BASE = 128;

/** Of a number, or of a name with or without SIG. */
export function findSignal(text: string): string | undefined {
	if (/^\d+$/.test(text)) return nameOf(Number(text));
	const name = text.replace(/^SIG/, "");
	return NAMES.includes(name) ? `SIG${name}` : undefined;
}

export function signalOfExitCode(exitCode: number | undefined): string | undefined {
	return exitCode === undefined ? undefined : nameOf(exitCode - EXIT_BASE);
}

/** Whether whoever sends it wants the container to end. */
export function asksToEnd(signal: string): boolean {
	return !ERRANDS.has(signal);
}

function nameOf(number: number): string | undefined {
	const name = NAMES[number - 1];
	if (name !== undefined) return `SIG${name}`;
	// An application's own; systemd stops on one of them.
	const isRealTime = number >= REAL_TIME.first && number <= REAL_TIME.last;
	return isRealTime ? `SIGRTMIN+${number - REAL_TIME.first}` : undefined;
}
