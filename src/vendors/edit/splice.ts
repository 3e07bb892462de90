/** Changes of a text, each at its place, so that they can be taken back to the byte. */

export interface Splice {
	readonly at: number;
	readonly removed: string;
	readonly inserted: string;
}

export interface Edited {
	readonly text: string;
	/** In the order in which they were made: each place is one in the text that the ones before have left. */
	readonly splices: readonly Splice[];
}

export const untouched = (text: string): Edited => ({ text, splices: [] });

export function splice({ text, splices }: Edited, made: readonly Splice[]): Edited {
	return { text: made.reduce(apply, text), splices: [...splices, ...made] };
}

/** The text as it was before. */
export function undoSplices({ text, splices }: Edited): string {
	const undone = splices.map(({ at, removed, inserted }) => ({ at, removed: inserted, inserted: removed }));
	return undone.toReversed().reduce(apply, text);
}

function apply(text: string, { at, removed, inserted }: Splice): string {
	return text.slice(0, at) + inserted + text.slice(at + removed.length);
}
