/** The syntax tree of a TypeScript module, for the tests that hold the sources to a rule. */

import { type Argument, parseSync, type Program } from "oxc-parser";

export function parseProgram(file: string, source: string): Program {
	const { program, errors } = parseSync(file, source);
	if (errors.length > 0) throw new Error(`Cannot parse "${file}": ${errors[0]?.message}`);
	return program;
}

/** The text of a string literal, or of a template without holes. */
export function findText(node: Argument | undefined): string | undefined {
	if (node?.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
	if (node?.type !== "TemplateLiteral" || node.quasis.length !== 1) return undefined;
	return node.quasis[0]?.value.cooked ?? undefined;
}
