import assert from "node:assert/strict";
import { test } from "node:test";
import { compileMatchers } from "../../../src/event/matcher/compile-matcher.js";
import { explainMatch } from "../../../src/event/matcher/explain-match.js";
import { sampleEvent } from "./sample-event.js";

test("each clause says whether it matched and what it saw", async () => {
	const matcher = await compileMatchers({
		source: "docker",
		match: ["exit_codes>1", "conclusion=success", "labels=[]", "received_at>1", "payload.x=1"],
		cel: "fields.exit_codes > 1",
		jmespath: "fields.nothing",
	});

	const reasons = explainMatch(matcher, sampleEvent()).map(
		({ text, isMatch, reason }) => `${text}: ${isMatch}: ${reason}`,
	);

	assert.deepEqual(reasons, [
		'source=docker: true: source is "docker"',
		'conclusion=success: false: fields.conclusion is "failure"',
		"labels=[]: false: fields.labels is an array of 3",
		"payload.x=1: false: payload.x is missing",
		"exit_codes>1: false: fields.exit_codes is missing",
		"received_at>1: true: received_at is 1767225600000000123",
		"fields.nothing: false: it is false, null or empty",
		"fields.exit_codes > 1: false: field not found: exit_codes",
	]);
});

test("text of an event is shown printable and short", async () => {
	const matcher = await compileMatchers({ match: ["note=x"] });
	const [clause] = explainMatch(
		matcher,
		sampleEvent({ fields: { note: `\u001b[31m${"long ".repeat(100)}` } }),
	);

	assert.match(clause?.reason ?? "", /^fields\.note is "[ -~]{0,90}…$/);
});
