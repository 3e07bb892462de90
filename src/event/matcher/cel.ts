/** `--match-cel`: the Common Expression Language (github.com/google/cel-spec); docs/decisions/0002 chose the library. */
import type { CelInput } from "@bufbuild/cel";
import { celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import { RE2JS } from "re2js";
import type { BusEvent, JsonValue } from "../event.js";
import { inspectCel } from "./cel-inspection.js";
import type { Expression } from "./expression.js";
import { checkLength, toExpression } from "./expression.js";
import { isJsonArray } from "./json-array.js";
import { matcherError } from "./matcher-error.js";
import type { Payload } from "./read-path.js";
import { withTimeLimit } from "./time-limit.js";

const WHAT = "CEL expression";
const MAX_CACHED_PATTERNS = 32;

/**
 * Compiles an expression over the event's keys (`source`, `received_at` …), `fields`, `payload`, and `event`
 * for all of them together. Whole numbers are of type int. It matches when its value is `true`; an error, such
 * as a field that is not there, is no match.
 * @throws BusError MATCHER_INVALID also for a variable or function that does not exist
 */
export function compileCel(text: string): Expression {
	checkLength(text, WHAT);
	// The library compiles a pattern anew each time it is asked; patterns are nearly always literals.
	const env = celEnv({ funcs: strings, re2: { compile: cachedPatterns() } });
	const parsed = parseExpression(text);
	const { loops } = inspectCel(parsed, {
		text,
		what: WHAT,
		isFunction: (name) => env.funcs.find(name) !== undefined,
	});
	const evaluate = plan(env, parsed);
	// One loop is linear in the event; loops in loops are not.
	const run = loops > 1 ? withTimeLimit(evaluate) : evaluate;
	return toExpression((event, payload) => {
		const result = run(toBindings(event, payload));
		if (isCelError(result)) return result.message;
		return result === true || (result === false ? "it is false" : "its value is not a boolean");
	});
}

function parseExpression(text: string): ReturnType<typeof parse> {
	try {
		return parse(text);
	} catch (error) {
		const { problem, index } = describeSyntaxError(error);
		throw matcherError(text, problem, {
			what: WHAT,
			...(index === undefined ? {} : { index }),
			hint: `For example: --match-cel 'source == "pytest" && fields.exit_code > 0'`,
			cause: error,
		});
	}
}

function describeSyntaxError(error: unknown): {
	readonly problem: string;
	readonly index: number | undefined;
} {
	if (error instanceof RangeError) return { problem: "nested too deeply", index: undefined };
	const { found, location } = error as {
		readonly found?: string | null;
		readonly location?: { readonly start: { readonly offset: number } };
	};
	const problem =
		found === undefined || found === null
			? "it ends too early"
			: `nothing that can follow here begins with "${found}"`;
	return { problem, index: location?.start.offset };
}

function cachedPatterns(): (pattern: string) => { test(text: string): boolean } {
	const cache = new Map<string, RE2JS>();
	return (pattern) => {
		const known = cache.get(pattern);
		if (known !== undefined) return known;
		const compiled = RE2JS.compile(pattern);
		if (cache.size < MAX_CACHED_PATTERNS) cache.set(pattern, compiled);
		return compiled;
	};
}

// Getters, because few expressions need more than one of these three, which cost the most.
function toBindings(event: BusEvent, readPayload: Payload | undefined): Record<string, CelInput> {
	const { kind, event_id, delivery_id, source, event_type, owner, repo, received_at, summary } = event;
	const envelope = { kind, event_id, delivery_id, source, event_type, owner, repo, received_at, summary };
	let fields: CelInput | undefined;
	let payload: CelInput | undefined;
	const toFields = (): CelInput => (fields ??= toCelInput(event.fields));
	const toPayload = (): CelInput => (payload ??= toCelInput(readPayload?.() ?? null));
	return {
		...envelope,
		get fields() {
			return toFields();
		},
		get payload() {
			return toPayload();
		},
		get event() {
			const whole: Record<string, CelInput> = { ...envelope, fields: toFields(), payload: toPayload() };
			return new Map(Object.entries(whole));
		},
	};
}

// Maps, because a plain object would show its prototype; bigints, because a JSON number alone would be a double.
function toCelInput(value: JsonValue): CelInput {
	if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
	if (typeof value !== "object" || value === null) return value;
	if (isJsonArray(value)) return value.map(toCelInput);
	return new Map(Object.entries(value).map(([key, member]) => [key, toCelInput(member)]));
}
