/** How a subject stands, of a bounded size. */
import type { JsonObject, JsonValue } from "../event/event.js";
import type { SubjectReport } from "../event/subject-report.js";
import { isList, toShown } from "../event/fence.js";
import { pageFrom } from "./fit.js";

/** Half of an answer, so that events fit in beside it. */
const LEFT_FOR_OTHERS = 14_000;

/** With as many of its results as fit. */
export function fitReport(report: SubjectReport): JsonObject {
	const { report: page, nextCursor } = pageReport(report, undefined);
	if (nextCursor === null) return page;
	return { ...page, results_omitted: resultsOf(report).length - Number(nextCursor) };
}

/** With the results from the cursor on. */
export function pageReport(
	report: SubjectReport,
	cursor: string | undefined,
): { readonly report: JsonObject; readonly nextCursor: string | null } {
	const results = resultsOf(report);
	if (results.length === 0) return { report, nextCursor: null };
	const { rows, nextCursor } = pageFrom(toShown(results), cursor, LEFT_FOR_OTHERS);
	return { report: { ...report, results: rows }, nextCursor };
}

function resultsOf({ results = null }: SubjectReport): JsonObject[] {
	return isList(results) ? results.filter(isObject) : [];
}

function isObject(value: JsonValue): value is JsonObject {
	return typeof value === "object" && value !== null && !isList(value);
}
