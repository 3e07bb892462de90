/** The name that was probably meant. */

/** The one of `names` that takes the fewest edits, if those are few for its length. */
export function findNearestName(name: string, names: Iterable<string>): string | undefined {
	let nearest: string | undefined;
	let fewest = Math.max(2, Math.floor(name.length / 3)) + 1;
	for (const candidate of names) {
		const edits = countEdits(name, candidate);
		// Every short name is within two edits of every other.
		if (edits >= fewest || edits >= Math.min(name.length, candidate.length)) continue;
		nearest = candidate;
		fewest = edits;
	}
	return nearest;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment distance). */
function countEdits(from: string, to: string): number {
	let beforeLast: readonly number[] = [];
	let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (let row = 1; row <= from.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= to.length; column += 1) {
			const isSame = from[row - 1] === to[column - 1];
			const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			const replaced = at(last, column - 1) + (isSame ? 0 : 1);
			const swapped = isSwap ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY;
			current.push(Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced, swapped));
		}
		beforeLast = last;
		last = current;
	}
	return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
	return row[column] ?? Number.POSITIVE_INFINITY;
}
