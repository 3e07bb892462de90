/** Changes of files as a unified diff. */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { toPrintable } from "../../event/printable.js";
import type { Change } from "../../vendors/plan-connection.js";

export function toDiff(changes: readonly Change[]): readonly string[] {
	return changes.flatMap(({ file: { path }, before, after }) => {
		const [from, to] = [before === undefined ? "/dev/null" : path, after === undefined ? "/dev/null" : path];
		const patch = createTwoFilesPatch(from, to, before ?? "", after ?? "", undefined, undefined, {
			context: 3,
			headerOptions: FILE_HEADERS_ONLY,
		});
		return patch.trimEnd().split("\n").map(toShown);
	});
}

// Tabs stay, or `patch` would not read it.
function toShown(line: string): string {
	return withoutSecrets(line).split("\t").map(toPrintable).join("\t");
}

// What stands around a change is the vendor's, and may be read by an agent that was told to type this.
const SECRET = /^( \s*"?[\w.-]*(?:key|token|secret|password|auth)[\w.-]*"?\s*[:=]\s*).*[^\s,{[].*$/i;

function withoutSecrets(line: string): string {
	return line.replace(SECRET, "$1…");
}
