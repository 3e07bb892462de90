/** The terms of a wait, as a call says them and as a wait id keeps them. */
import type { JSONObject } from "@modelcontextprotocol/server";
import { CURSOR, input, SELECTION } from "./schemas.js";
import type { WaitInput } from "./selection.js";
import { createInputParser } from "./tool.js";
import { WAIT_ID_HINT } from "./wait-id.js";

/** What a wait id stands for. */
export interface Ticket extends WaitInput {
	readonly deadline_ms?: number;
}

const clauses = (description: string): JSONObject => ({
	type: "array",
	minItems: 1,
	items: { type: "string" },
	description: `${description} Each is SOURCE:KEY=VALUE, such as pytest:conclusion=success.`,
});
export const seconds = (description: string): JSONObject => ({
	type: "number",
	exclusiveMinimum: 0,
	description,
});

/** What can be waited for. */
export const TERMS = {
	...SELECTION,
	pr: { type: "integer", minimum: 1, description: "The checks of this pull request of repo" },
	branch: { type: "string", description: "The checks of the newest commit of this branch of repo" },
	run: { type: "integer", minimum: 1, description: "The workflow run of this id, of repo" },
	all_of: clauses("All of these must happen, in any order."),
	first_of: clauses("One of these must happen."),
	sequence: clauses("These must happen in this order."),
	unless: clauses("If one of these happens first, the wait ends with verdict failure."),
	count: { type: "integer", minimum: 1, description: "So many matching events" },
	within_seconds: seconds("With count: they must lie within this time"),
	absent_seconds: seconds("Matched when nothing has matched for so long"),
	since: { ...CURSOR, description: `${CURSOR.description} Default: now.` },
};

/** What a wait id holds: it comes from the client, so it is checked like any other input. */
export const parseTicket = createInputParser<Ticket>(
	input({
		...TERMS,
		unless_since: CURSOR,
		deadline_ms: { type: "integer", description: "Milliseconds since the epoch" },
	}),
	{ what: "go on with wait_id", hint: WAIT_ID_HINT },
);
