/** What a test threw, which may be anything, in words. */
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";

export function describeThrown(thrown: unknown): string {
	if (typeof thrown === "string") return thrown;
	const { name, message } = partsOf(thrown);
	if (message === undefined) return inspect(thrown, { depth: 3 });
	return name === undefined || message.startsWith(name) ? message : `${name}: ${message}`;
}

/** The line of a file that an error comes from: that of the innermost of its frames there. */
export function findLine(thrown: unknown, path: string): number | undefined {
	const { stack } = partsOf(thrown);
	return stack === undefined ? undefined : findLineInStack(stack, path);
}

export function findLineInStack(stack: string, path: string): number | undefined {
	for (const name of [path, pathToFileURL(path).href]) {
		const start = stack.indexOf(`${name}:`);
		const line = start < 0 ? undefined : /^\d+/.exec(stack.slice(start + name.length + 1))?.[0];
		if (line !== undefined) return Number(line);
	}
	return undefined;
}

type Parts = { readonly [Key in "name" | "message" | "stack"]?: string };

function partsOf(thrown: unknown): Parts {
	if (typeof thrown !== "object" || thrown === null) return {};
	const texts = ["name", "message", "stack"].map((key) => [key, Reflect.get(thrown, key)] as const);
	return Object.fromEntries(texts.filter(([, text]) => typeof text === "string"));
}
