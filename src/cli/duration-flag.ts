import { parseDurationMs } from "../event/duration.js";
import type { FlagValues } from "./command.js";

/** Milliseconds of a duration flag, if it was given. @throws BusError USAGE */
export function durationOf(flags: FlagValues, name: string): number | undefined {
	const text = flags.text(name);
	return text === undefined ? undefined : parseDurationMs(text, `--${name}`);
}
