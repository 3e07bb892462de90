/** What a TypeScript module imports, in every form there is. */

import { type ImportDeclaration, Visitor } from "oxc-parser";
import { findText, parseProgram } from "./syntax.js";

export interface ImportedModule {
	/** Undefined when the path is computed. */
	readonly specifier: string | undefined;
	readonly isType: boolean;
}

export function parseImports(file: string, source: string): ImportedModule[] {
	const imports: ImportedModule[] = [];
	const add = (specifier: string | undefined, isType: boolean): void =>
		void imports.push({ specifier, isType });

	new Visitor({
		ImportDeclaration: (node) => add(node.source.value, isTypeOnly(node)),
		ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === "type"),
		ExportNamedDeclaration(node) {
			if (node.source !== null) add(node.source.value, node.exportKind === "type");
		},
		ImportExpression: (node) => add(findText(node.source), false),
		TSImportType: (node) => add(node.source.value, true),
		TSImportEqualsDeclaration({ moduleReference, importKind }) {
			if (moduleReference.type !== "TSExternalModuleReference") return;
			add(moduleReference.expression.value, importKind === "type");
		},
		CallExpression({ callee, arguments: [first] }) {
			if (callee.type === "Identifier" && callee.name === "require") add(findText(first), false);
		},
	}).visit(parseProgram(file, source));

	return imports;
}

/** `import type { … }`, and `import { type … }` of types alone. */
function isTypeOnly({ importKind, specifiers }: ImportDeclaration): boolean {
	if (importKind === "type") return true;
	if (specifiers.length === 0) return false;
	return specifiers.every(
		(specifier) => specifier.type === "ImportSpecifier" && specifier.importKind === "type",
	);
}
