import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OPERATORS } from "../../src/event/matcher/comparison.js";
import { compileMatchers } from "../../src/event/matcher/compile-matcher.js";
import { type BusEvent, CONCLUSIONS, type JsonObject } from "../../src/event/event.js";
import { verdictOf } from "../../src/event/verdict.js";
import { read } from "./checkout.js";
import { readRows } from "./markdown-table.js";

const page = read("docs/matchers.md");

describe("docs/matchers.md is right that", () => {
	for (const [matchers = "", matching = "", others = ""] of [
		...readRows(page, "matcher"),
		...readRows(page, "matchers"),
	]) {
		test(`${matchers} matches as its row says`, async () => {
			const { matches } = await compileMatchers({ match: codesOf(matchers) });

			const wrong = [
				...eventsOf(matching).filter((event) => !matches(event)),
				...eventsOf(others).filter((event) => matches(event)),
			];
			assert.deepEqual(wrong, []);
			assert.ok(eventsOf(matching).length > 0 && eventsOf(others).length > 0);
		});
	}

	test("these are the operators", () => {
		const documented = readRows(page, "operator").flatMap(([operators = ""]) => codesOf(operators));

		assert.deepEqual(documented.sort(), [...OPERATORS].sort());
	});

	test("the conclusions have these verdicts", () => {
		const rows = readRows(page, "the conclusion of what matched");

		const documented = rows.flatMap(([conclusions = "", verdict]) =>
			codesOf(conclusions).map((name) => `${name} ${verdict}`),
		);
		const actual = CONCLUSIONS.map((conclusion) => `${conclusion} ${verdictOf(eventWith({ conclusion }))}`);
		assert.deepEqual(documented.sort(), actual.sort());
	});
});

function codesOf(cell: string): string[] {
	return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

function eventsOf(cell: string): BusEvent[] {
	return codesOf(cell).map((code) => eventWith(JSON.parse(code) as JsonObject));
}

function eventWith(fields: JsonObject): BusEvent {
	return {
		kind: "event",
		event_id: "01K00000000000000000000000",
		delivery_id: "d",
		source: "docs",
		event_type: "example",
		owner: "local",
		repo: "docs",
		received_at: 0n,
		summary: "",
		fields: { source: "docs", event_type: "example", ...fields },
	};
}
