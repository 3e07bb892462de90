/** `--match-jmespath`: JMESPath of the community specification (jmespath.site). */
import { compile, TreeInterpreter } from "@jmespath-community/jmespath";
import type { BusEvent, JsonValue } from "../event.js";
import type { Expression } from "./expression.js";
import { checkLength, toExpression } from "./expression.js";
import { inspectJmespath } from "./jmespath-inspection.js";
import { isJsonArray } from "./json-array.js";
import { matcherError } from "./matcher-error.js";
import type { Payload } from "./read-path.js";
import { withTimeLimit } from "./time-limit.js";

const WHAT = "JMESPath expression";

/**
 * Compiles an expression over the event, with the raw payload under the key `payload`. It matches when its value
 * is true in the sense of JMESPath: anything but false, null, "", [] and {}. `received_at` is a number there.
 * @throws BusError MATCHER_INVALID also for a key or function that does not exist
 */
export function compileJmespath(text: string): Expression {
	checkLength(text, WHAT);
	const parsed = parseExpression(text);
	const { loops } = inspectJmespath(parsed, { text, what: WHAT });
	const evaluate = (event: BusEvent, payload?: Payload): unknown =>
		TreeInterpreter.search(parsed, toInput(event, payload));
	const run = loops > 1 ? withTimeLimit(evaluate) : evaluate;
	return toExpression((event, payload) => isTrue(run(event, payload)) || "it is false, null or empty");
}

function parseExpression(text: string): ReturnType<typeof compile> {
	try {
		return compile(text);
	} catch (error) {
		const problem =
			error instanceof RangeError
				? "nested too deeply"
				: String(error instanceof Error ? error.message : error);
		throw matcherError(text, problem.replace(/^Syntax error[:,] /, ""), {
			what: WHAT,
			hint: `For example: --match-jmespath "source == 'pytest' && fields.exit_code > \`0\`"`,
			cause: error,
		});
	}
}

type Input = Parameters<typeof TreeInterpreter.search>[1];
type InputObject = { [key: string]: Input };

function toInput(event: BusEvent, payload: Payload | undefined): Input {
	const input: InputObject = Object.assign(emptyObject(), event, {
		received_at: Number(event.received_at),
		fields: withoutPrototypes(event.fields),
	});
	let parsed: Input | undefined;
	return Object.defineProperty(input, "payload", {
		enumerable: true,
		get: () => (parsed ??= withoutPrototypes(payload?.() ?? null)),
	});
}

// The library reads inherited properties as well: to it, every plain object has a constructor.
function withoutPrototypes(value: JsonValue): Input {
	if (typeof value !== "object" || value === null) return value;
	if (isJsonArray(value)) return value.map(withoutPrototypes);
	const copy = emptyObject();
	for (const [key, member] of Object.entries(value)) copy[key] = withoutPrototypes(member);
	return copy;
}

function emptyObject(): InputObject {
	return Object.create(null) as InputObject;
}

function isTrue(value: unknown): boolean {
	if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
	return typeof value === "number" || value === true || (typeof value === "string" && value !== "");
}
