/** The bound on a result: clients warn at 10,000 tokens and cut a little later, and this is about 8,000. */
import type { JsonObject } from "../event/event.js";

const MAX_CHARACTERS = 28_000;

/** As many from the start as fit, and one at least; `taken` characters are used already. */
export function fit<Row extends JsonObject>(rows: readonly Row[], taken = 0): readonly Row[] {
	let characters = taken;
	const tooFar = rows.findIndex((row, index) => {
		characters += JSON.stringify(row).length + 1;
		return index > 0 && characters > MAX_CHARACTERS;
	});
	return tooFar < 0 ? rows : rows.slice(0, tooFar);
}

export interface Page {
	readonly rows: readonly JsonObject[];
	/** Where the next page begins; null: that was all. */
	readonly nextCursor: string | null;
}

/** The page that begins at a cursor which counts rows. */
export function pageFrom(rows: readonly JsonObject[], cursor: string | undefined, taken = 0): Page {
	const begin = Number(cursor ?? 0);
	const page = fit(rows.slice(begin), taken);
	const end = begin + page.length;
	return { rows: page, nextCursor: end < rows.length ? String(end) : null };
}
