/** What the two expression languages, CEL and JMESPath, have in common. */
import type { BusEvent } from "../event.js";
import type { EventTest } from "./matcher-clause.js";
import { MAX_MATCHER_LENGTH } from "./matcher-limits.js";
import { matcherError } from "./matcher-error.js";
import type { Payload } from "./read-path.js";

export interface Expression {
	/** An evaluation that fails is no match. */
	readonly matches: EventTest;
	/** Why it does not match, for people. */
	readonly explain: (event: BusEvent, payload?: Payload) => string;
}

/** An evaluation's outcome: a match, or the reason why not. */
export type Evaluation = true | string;

/** Makes an expression of an evaluation that may throw. */
export function toExpression(evaluate: (event: BusEvent, payload?: Payload) => Evaluation): Expression {
	const attempt = (event: BusEvent, payload?: Payload): Evaluation => {
		try {
			return evaluate(event, payload);
		} catch (error) {
			return error instanceof Error ? error.message : String(error);
		}
	};
	return {
		matches: (event, payload) => attempt(event, payload) === true,
		explain: (event, payload) => {
			const evaluation = attempt(event, payload);
			return evaluation === true ? "it is true" : evaluation;
		},
	};
}

/** @throws BusError MATCHER_INVALID */
export function checkLength(expression: string, what: string): void {
	if (expression.trim() === "") throw matcherError(expression, "it is empty", { what });
	if (expression.length > MAX_MATCHER_LENGTH) {
		throw matcherError(expression, `${expression.length} characters, and ${MAX_MATCHER_LENGTH} are allowed`, {
			what,
		});
	}
}
