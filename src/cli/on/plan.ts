/** How `waitbus on` is to react, as its flags say. */
import { BusError } from "../../errors.js";
import type { FlagValues } from "../command.js";
import { onCommand } from "../on-command.js";
import { usage } from "../parse-arguments.js";
import { durationOf } from "../duration-flag.js";

export interface Plan {
	readonly mode: "once" | "loop" | "restart";
	/** Commands that may run at once. */
	readonly jobs: number;
	readonly debounceMs: number | undefined;
	readonly timeoutMs: number | undefined;
	readonly stopTimeoutMs: number;
}

const DEFAULT_STOP_TIMEOUT_MS = 10_000;

/** @throws BusError USAGE */
export function parsePlan(flags: FlagValues): Plan {
	const mode = parseMode(flags);
	if (flags.isSet("jobs") && mode !== "loop")
		throw usage(onCommand, "--jobs goes with --loop, without --restart");
	return {
		mode,
		jobs: parseJobs(flags.text("jobs")),
		debounceMs: durationOf(flags, "debounce"),
		timeoutMs: durationOf(flags, "timeout"),
		stopTimeoutMs: durationOf(flags, "stop-timeout") ?? DEFAULT_STOP_TIMEOUT_MS,
	};
}

function parseMode(flags: FlagValues): Plan["mode"] {
	const isLooping = flags.isSet("loop") || flags.isSet("restart");
	if (flags.isSet("once") && isLooping)
		throw usage(onCommand, "--once and --loop or --restart exclude each other");
	if (flags.isSet("restart")) return "restart";
	return isLooping ? "loop" : "once";
}

function parseJobs(text: string | undefined): number {
	if (text === undefined) return 1;
	if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
	throw new BusError("USAGE", `Cannot use --jobs "${text}": not a whole number from 1 to 9999`, {
		hint: "--loop --jobs 4",
	});
}
