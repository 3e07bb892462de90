/** What a TypeScript module touches of `process` and `console`, such as "process.exit". */

import {
	type BindingPattern,
	type Expression,
	type ImportDeclaration,
	type MemberExpression,
	Visitor,
} from "oxc-parser";
import { findText, parseProgram } from "./syntax.js";

export function findGlobals(file: string, source: string): string[] {
	const found: string[] = [];
	const add = (names: string[]): void => void found.push(...names.map((name) => `process.${name}`));

	new Visitor({
		ImportDeclaration: (node) => add(namesFromProcess(node)),
		MemberExpression(node) {
			if (isGlobal(node.object, "console")) found.push("console");
			if (isGlobal(node.object, "process")) add(nameOf(node));
		},
		VariableDeclarator({ id, init }) {
			if (init === null) return;
			if (isGlobal(init, "console")) found.push("console");
			if (isGlobal(init, "process")) add(keysOf(id));
		},
	}).visit(parseProgram(file, source));

	return found;
}

function namesFromProcess({ source, specifiers }: ImportDeclaration): string[] {
	if (!/^(node:)?process$/.test(source.value)) return [];
	return specifiers.flatMap((specifier) => {
		if (specifier.type !== "ImportSpecifier") return [];
		return "name" in specifier.imported ? specifier.imported.name : specifier.imported.value;
	});
}

/** `process`, `globalThis.process` and `global.process`. */
function isGlobal(node: Expression, name: string): boolean {
	if (node.type === "Identifier") return node.name === name;
	if (node.type !== "MemberExpression" || node.computed || node.property.name !== name) return false;
	return isGlobal(node.object, "globalThis") || isGlobal(node.object, "global");
}

function nameOf({ computed, property }: MemberExpression): string[] {
	const name = computed ? findText(property) : "name" in property && property.name;
	return typeof name === "string" ? [name] : [];
}

function keysOf(pattern: BindingPattern): string[] {
	if (pattern.type !== "ObjectPattern") return [];
	return pattern.properties.flatMap((property) =>
		property.type === "Property" && property.key.type === "Identifier" ? [property.key.name] : [],
	);
}
