/** Pages of the log after a cursor, in commit order, by an index whatever they are narrowed to. */
import type { Database, Statement } from "./driver.js";
import type { EventPage, PageRequest, StoredEvent, StorePivot } from "./page.js";
import { mergeRuns, type Run, takeRun } from "./run.js";

const COLUMNS: Readonly<Record<StorePivot["column"], string>> = {
	delivery_id: "delivery_id",
	event_id: "event_id",
	event_type: "event_type",
	head_sha: "head_sha",
	msg_correlation_id: "msg_correlation_id",
	msg_to: "msg_to",
	// As it is indexed: `Acme/API` finds `acme/api`, and whoever wants it exactly looks at what was found.
	repo: "repository COLLATE NOCASE",
	run_id: "run_id",
	source: "source",
};

const SELECT_EVENTS = `
	SELECT seq, event_id AS eventId, text
	FROM events
	WHERE seq > :afterSeq
		AND seq <= :throughSeq`;

const IN_COMMIT_ORDER = `
	ORDER BY seq
	LIMIT :limit`;

// Bounds the statements there are; each keeps some KiB per value.
const MAX_VALUES_PER_STATEMENT = 16;

export class PageReader {
	readonly #database: Database;
	readonly #statements = new Map<string, Statement<StoredEvent>>();

	constructor(database: Database) {
		this.#database = database;
	}

	readAfter(request: PageRequest, headSeq: number): EventPage {
		const { afterSeq, pivot, limit } = request;
		if (limit < 1) throw new TypeError(`A page of ${limit} events would never get on`);
		const lastSeq = Math.min(request.throughSeq ?? headSeq, headSeq);
		if (afterSeq >= lastSeq) return { events: [], nextSeq: afterSeq, isEnd: true };
		const { events, throughSeq } = pivot
			? this.#readPivot(request, pivot, lastSeq)
			: this.#readRange(SELECT_EVENTS, request, { throughSeq: lastSeq });
		return { events, nextSeq: throughSeq, isEnd: throughSeq >= lastSeq };
	}

	/** Each group of values narrows what is worth reading of the next, so no more than two pages are held. */
	#readPivot(request: PageRequest, { column, values }: StorePivot, lastSeq: number): Run {
		const distinct = [...new Set(values)];
		let run: Run = { events: [], throughSeq: lastSeq };
		for (let i = 0; i < distinct.length; i += MAX_VALUES_PER_STATEMENT) {
			const group = distinct.slice(i, i + MAX_VALUES_PER_STATEMENT);
			const named = Object.fromEntries(group.map((value, index) => [`value${index}`, value]));
			const range = { ...named, throughSeq: run.throughSeq };
			run = mergeRuns(run, this.#readRange(selectPivot(column, group.length), request, range), request);
		}
		return run;
	}

	#readRange(
		select: string,
		{ afterSeq, limit, maxBytes }: PageRequest,
		range: { readonly throughSeq: number; readonly [value: `value${number}`]: string },
	): Run {
		const rows = this.#statementFor(select).iterate({ ...range, afterSeq, limit });
		return takeRun(rows, { throughSeq: range.throughSeq, limit, maxBytes });
	}

	#statementFor(select: string): Statement<StoredEvent> {
		const known = this.#statements.get(select);
		if (known !== undefined) return known;
		const statement = this.#database.prepare<StoredEvent>(select + IN_COMMIT_ORDER);
		this.#statements.set(select, statement);
		return statement;
	}
}

/** SQLite merges the ranges of a compound in order; for `IN` it would sort, or read everything. */
function selectPivot(column: StorePivot["column"], count: number): string {
	const ranges = Array.from(
		{ length: count },
		(_, index) => `${SELECT_EVENTS} AND ${COLUMNS[column]} = :value${index}`,
	);
	return ranges.join("\nUNION ALL\n");
}
