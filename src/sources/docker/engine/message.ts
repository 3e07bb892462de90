/** What the Engine says of a container, in one line of its stream of events. */
import * as v from "valibot";
import type { JsonObject } from "../../../event/event.js";

/** Those that are asked for. What a stop says comes after the end, which a kill has announced. */
export const ACTIONS = ["start", "die", "kill", "oom", "health_status", "destroy"] as const;

type Action = (typeof ACTIONS)[number];

export interface Message {
	readonly action: Action;
	/** What follows a colon: of `health_status: healthy`. */
	readonly detail: string | undefined;
	/** Of the container. */
	readonly id: string;
	readonly timeNs: bigint;
	/** Labels of the container, and the Engine's own. */
	readonly attributes: Readonly<Record<string, string>>;
	/** As it came. */
	readonly payload: JsonObject;
}

const messageSchema = v.object({
	Type: v.literal("container"),
	Action: v.string(),
	Actor: v.object({
		ID: v.pipe(v.string(), v.regex(/^[\w.-]{1,128}$/)),
		Attributes: v.nullish(v.record(v.string(), v.string()), {}),
	}),
	time: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1_000_000_000), v.maxValue(9_000_000_000))),
});

// A quote inside a JSON string is escaped, and labels are strings: digits after this key are the Engine's.
const MAX_TIME_NS = 2n ** 63n - 1n;
const EXACT_TIME = /"timeNano":\s*(\d{19})\b/;

/** Undefined when it is none of those asked for, or malformed. */
export function findMessage(line: string): Message | undefined {
	const value = findJson(line);
	const read = v.safeParse(messageSchema, value);
	if (!read.success) return undefined;
	const { Action, Actor, time } = read.output;
	const [name, detail] = Action.split(/:\s*/, 2);
	const action = ACTIONS.find((known) => known === name);
	const timeNs = findTimeNs(line, time);
	if (action === undefined || timeNs === undefined) return undefined;
	return { action, detail, id: Actor.ID, timeNs, attributes: Actor.Attributes, payload: value as JsonObject };
}

/** Of a `die`; undefined when it says none. */
export function exitCodeOf({ attributes }: Message): number | undefined {
	const text = attributes["exitCode"] ?? attributes["containerExitCode"] ?? "";
	return /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** JSON.parse would round it. */
function findTimeNs(line: string, seconds: number | undefined): bigint | undefined {
	const [, digits] = EXACT_TIME.exec(line) ?? [];
	if (digits !== undefined) return BigInt(digits) > MAX_TIME_NS ? undefined : BigInt(digits);
	return seconds === undefined ? undefined : BigInt(seconds) * 1_000_000_000n;
}

function findJson(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
