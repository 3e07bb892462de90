/** By what our entries are known in a vendor's file, whatever has become of the path of waitbus. */
import type { JsonObject } from "../../event/event.js";

export interface Marks {
	readonly vendor: string;
}

export const REMARK = "added by waitbus connect";

/** The line for a shell that runs `waitbus hook VENDOR`. */
export function isOurHook(command: string, { vendor }: Marks): boolean {
	const words = command.split(/[\s'"]+/);
	const at = words.indexOf("hook");
	return at > 0 && words[at + 1] === vendor && words.slice(0, at).some(isWaitbus);
}

/** The server that `waitbus mcp serve` is. */
export function isOurServer(server: JsonObject): boolean {
	const words = wordsOf(server);
	const at = words.indexOf("mcp");
	return at > 0 && words[at + 1] === "serve" && words.slice(0, at).some(isWaitbus);
}

/** Some vendors want one list, others the command apart from its arguments, and one a level deeper. */
export function wordsOf({ command, args, transport }: JsonObject): readonly string[] {
	if (typeof transport === "object") return wordsOf(transport as JsonObject);
	return [command, args].flat().filter((word): word is string => typeof word === "string");
}

// The package's own file is dist/bin.cjs, wherever the package lies.
function isWaitbus(word: string): boolean {
	return /(^|\/)(waitbus(\.\w+)?|dist\/bin\.cjs)$/.test(word);
}
