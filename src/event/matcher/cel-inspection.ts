/** What can be said of a CEL expression before any event comes: unknown names would never match, and never say why. */
import type { Expr, ParsedExpr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { matcherError } from "./matcher-error.js";

const VARIABLES = [
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
	"event",
];
const TYPES = [
	"int",
	"uint",
	"double",
	"bool",
	"string",
	"bytes",
	"list",
	"map",
	"null_type",
	"type",
	"google",
];

interface InspectionOptions {
	readonly text: string;
	readonly what: string;
	readonly isFunction: (name: string) => boolean;
}

interface Inspection {
	/** Macros that iterate: `exists`, `all`, `map` … */
	readonly loops: number;
}

/** @throws BusError MATCHER_INVALID pointing at the unknown name */
export function inspectCel(parsed: ParsedExpr, { text, what, isFunction }: InspectionOptions): Inspection {
	let loops = 0;
	if (parsed.expr !== undefined) visit(parsed.expr, new Set([...VARIABLES, ...TYPES]));
	return { loops };

	function visit(expr: Expr, names: ReadonlySet<string>): void {
		const { exprKind } = expr;
		switch (exprKind.case) {
			case "identExpr":
				if (!names.has(exprKind.value.name)) refuseVariable(expr, exprKind.value.name);
				return;
			case "selectExpr":
				return visitAll([exprKind.value.operand], names);
			case "callExpr": {
				const { target, function: name, args } = exprKind.value;
				const isQualified = target !== undefined && isFunction(`${qualifiedName(target)}.${name}`);
				if (!isQualified && /^[A-Za-z]/.test(name) && !isFunction(name)) refuseFunction(expr, name);
				return visitAll(isQualified ? args : [target, ...args], names);
			}
			case "listExpr":
				return visitAll(exprKind.value.elements, names);
			case "structExpr":
				for (const { keyKind, value } of exprKind.value.entries)
					visitAll([keyKind.case === "mapKey" ? keyKind.value : undefined, value], names);
				return;
			case "comprehensionExpr": {
				loops += 1;
				const { iterVar, accuVar, iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
				visitAll([iterRange, accuInit], names);
				return visitAll([loopCondition, loopStep, result], new Set([...names, iterVar, accuVar]));
			}
			case "constExpr":
			case undefined:
		}
	}

	function visitAll(expressions: readonly (Expr | undefined)[], names: ReadonlySet<string>): void {
		for (const expr of expressions) if (expr !== undefined) visit(expr, names);
	}

	function refuseVariable(expr: Expr, name: string): never {
		throw matcherError(text, `unknown variable "${name}"`, {
			what,
			...indexOf(expr),
			hint: `What a source adds is read as fields.${name}; the variables are ${VARIABLES.join(", ")}`,
		});
	}

	function refuseFunction(expr: Expr, name: string): never {
		throw matcherError(text, `unknown function or macro "${name}" with these arguments`, {
			what,
			...indexOf(expr),
			hint: "See the standard definitions: github.com/google/cel-spec/blob/master/doc/langdef.md",
		});
	}

	function indexOf({ id }: Expr): { readonly index?: number } {
		const index = parsed.sourceInfo?.positions[id.toString()];
		return index === undefined ? {} : { index };
	}
}

function qualifiedName({ exprKind }: Expr): string {
	if (exprKind.case === "identExpr") return exprKind.value.name;
	if (exprKind.case !== "selectExpr" || exprKind.value.operand === undefined) return "";
	return `${qualifiedName(exprKind.value.operand)}.${exprKind.value.field}`;
}
