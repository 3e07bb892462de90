/** What one `KEY OP VALUE` says, as data. */
import type { JsonValue } from "../event.js";

/** Longest first, so that `<=` is not read as `<`. */
export const OPERATORS = ["!=", "<=", ">=", "^=", "*=", "~=", "=", "<", ">"] as const;

export type Operator = (typeof OPERATORS)[number];

export interface Comparison {
	/** The matcher as it was typed. */
	readonly text: string;
	/** The segments of KEY as typed; `toCanonicalPath` gives them their root. */
	readonly path: readonly string[];
	readonly operator: Operator;
	readonly literal: Literal;
	/** An equality to which `Acme` is `acme`. */
	readonly ignoresCase?: true;
}

/** VALUE. `text` is what the operators on text work with, and what an unquoted scalar also equals. */
export type Literal =
	| { readonly kind: "text"; readonly text: string }
	| {
			readonly kind: "number";
			readonly text: string;
			readonly value: number;
			/** The same number exactly, where it is whole: `received_at` exceeds 2^53. */
			readonly integer: bigint | undefined;
	  }
	| { readonly kind: "keyword"; readonly text: string; readonly value: boolean | null }
	| { readonly kind: "structure"; readonly text: string; readonly value: JsonValue };
