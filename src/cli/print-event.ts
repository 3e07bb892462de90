/** An event as a line for people. */
import { isatty } from "node:tty";
import type { BusEvent } from "../event/event.js";
import { toPrintable } from "../event/printable.js";
import { verdictOf } from "../event/verdict.js";

const NAME_WIDTH = 24;
const VERDICT_WIDTH = 9;
const COLOURS = { success: "\u001b[32m", failure: "\u001b[31m", none: "" } as const;
const DIM = "\u001b[2m";
const RESET = "\u001b[0m";

/** `2026-11-23 14:03:22  docker/docker_container    failure    container web exited 137`, in local time. */
export function formatEvent(event: BusEvent, { isColoured }: { readonly isColoured: boolean }): string {
	const { source, event_type, fields, summary } = event;
	const verdict = fields["conclusion"] ?? fields["status"];
	// A tab, an escape sequence or a line break of an emitter must not reach the terminal.
	const verdictText = toPrintable(typeof verdict === "string" ? verdict : "-").padEnd(VERDICT_WIDTH);
	const time = formatLocalTime(Number(event.received_at / 1_000_000n));
	const name = toPrintable(`${source}/${event_type}`).padEnd(NAME_WIDTH);
	const line = toPrintable(summary);
	if (!isColoured) return `${time}  ${name}  ${verdictText}  ${line}`;
	const colour = COLOURS[verdictOf(event)];
	return `${DIM}${time}${RESET}  ${name}  ${colour === "" ? verdictText : `${colour}${verdictText}${RESET}`}  ${line}`;
}

/** Whether standard output is a terminal whose user has not turned colour off (no-color.org). */
export function isColourWanted(env: NodeJS.ProcessEnv): boolean {
	const isOff = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
	return !isOff && isatty(1);
}

function formatLocalTime(timeMs: number): string {
	const time = new Date(timeMs);
	const date = [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(twoDigits).join("-");
	return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(":")}`;
}

function twoDigits(value: number): string {
	return String(value).padStart(2, "0");
}
