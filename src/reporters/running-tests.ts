/**
 * Whose test a test is. node:test gives its events in the order of the files, except those that say that a test
 * begins or ends, which come as it happens; but these do not name the parent, so it is the one that is running.
 */
import type { NodeTestPlace } from "./node-events.js";

export class RunningTests {
	readonly #byFile = new Map<string | undefined, NodeTestPlace[]>();

	begin(place: NodeTestPlace): void {
		const running = this.#byFile.get(place.file);
		if (running === undefined) this.#byFile.set(place.file, [place]);
		else running.push(place);
	}

	end(place: NodeTestPlace): void {
		const running = this.#byFile.get(place.file) ?? [];
		const index = running.findIndex((other) => keyOf(other) === keyOf(place));
		if (index >= 0) running.splice(index, 1);
	}

	/** The names from the outside in; undefined when several run beside each other, and one cannot tell. */
	findAncestors({ file, nesting }: NodeTestPlace): readonly string[] | undefined {
		const running = this.#byFile.get(file) ?? [];
		const levels = Array.from({ length: nesting }, (_, level) =>
			running.filter((place) => place.nesting === level),
		);
		if (levels.some(({ length }) => length !== 1)) return undefined;
		return levels.flat().map(({ name }) => name);
	}
}

export function keyOf({ file, line, column, nesting, name }: NodeTestPlace): string {
	return `${file}:${line}:${column}:${nesting}:${name}`;
}
