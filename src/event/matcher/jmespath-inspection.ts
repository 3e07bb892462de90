/** What can be said of a JMESPath expression before any event comes: unknown names would be null for ever. */
import { isRegistered } from "@jmespath-community/jmespath";
import { matcherError } from "./matcher-error.js";

const KEYS: ReadonlySet<string> = new Set([
	"kind",
	"event_id",
	"delivery_id",
	"source",
	"event_type",
	"owner",
	"repo",
	"received_at",
	"summary",
	"fields",
	"payload",
]);
// What multiplies: one of them is linear in the event, one after another can double it each time.
const LOOPS: ReadonlySet<string> = new Set([
	"Projection",
	"ValueProjection",
	"FilterProjection",
	"Flatten",
	"ExpressionReference",
	"MultiSelectList",
]);
// Their left part is evaluated on what they are given; the rest on what the left part gave.
const CHAINS: ReadonlySet<string> = new Set([
	"Subexpression",
	"IndexExpression",
	"Pipe",
	"Projection",
	"ValueProjection",
	"FilterProjection",
]);

interface Inspection {
	readonly loops: number;
}

/** @throws BusError MATCHER_INVALID naming the unknown key or function */
export function inspectJmespath(
	root: object,
	{ text, what }: { readonly text: string; readonly what: string },
): Inspection {
	let loops = 0;
	visit(root, true);
	return { loops };

	function visit(node: object, isOnEvent: boolean): void {
		const type = textAt(node, "type");
		const name = textAt(node, "name");
		if (LOOPS.has(type)) loops += 1;
		if (type === "Literal") return;
		if (type === "Function" && !isRegistered(name)) throw refusal(`unknown function "${name}"`);
		if (type === "Field" && isOnEvent && !KEYS.has(name)) {
			throw refusal(
				`unknown key "${name}"`,
				`What a source adds is read as fields.${name}; the keys are ${[...KEYS].join(", ")}`,
			);
		}
		for (const [key, child] of Object.entries(node)) {
			const isGivenEvent =
				isOnEvent && type !== "ExpressionReference" && (key === "left" || !CHAINS.has(type));
			for (const each of Array.isArray(child) ? child : [child]) if (isNode(each)) visit(each, isGivenEvent);
		}
	}

	function refusal(
		problem: string,
		hint = "The functions are listed at jmespath.site/main/#functions",
	): Error {
		return matcherError(text, problem, { what, hint });
	}
}

function textAt(node: object, key: string): string {
	const value: unknown = Object.entries(node).find(([name]) => name === key)?.[1];
	return typeof value === "string" ? value : "";
}

function isNode(value: unknown): value is object {
	return typeof value === "object" && value !== null;
}
