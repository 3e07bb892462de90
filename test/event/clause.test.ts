import assert from "node:assert/strict";
import { test } from "node:test";
import { compileClause, parseClause } from "../../src/event/clause.js";
import { sampleEvent } from "./matcher/sample-event.js";

for (const [text, source, match] of [
	["docker:fields.action=die", "docker", "fields.action=die"],
	["docker: exit_code>=1 ", "docker", " exit_code>=1 "],
	["my.tool-2:summary=a:b", "my.tool-2", "summary=a:b"],
	["pytest", "pytest", undefined],
	[" pytest ", "pytest", undefined],
	["conclusion=failure", undefined, "conclusion=failure"],
	["summary=note: see below", undefined, "summary=note: see below"],
	["summary*=http://x", undefined, "summary*=http://x"],
	["fields.Foo:bar=1", undefined, "fields.Foo:bar=1"],
] as const) {
	test(`"${text}" is ${source === undefined ? "a matcher for all sources" : `about ${source}`}`, () => {
		const clause = parseClause(text);

		assert.deepEqual([clause.source, clause.match, clause.text], [source, match, text]);
	});
}

for (const [text, message] of [
	["docker:", 'Cannot parse clause "docker:": no matcher after "docker:" at character 8'],
	[
		"Docker:action=die",
		'Cannot parse clause "Docker:action=die": a source\'s name is in lower case, "Docker" is not at character 1',
	],
	["two words", 'Cannot parse clause "two words": neither a source nor a matcher'],
	["", 'Cannot parse clause "": neither a source nor a matcher'],
	[
		"docker:action",
		'Cannot parse matcher "action": no operator, and one of = != < <= > >= ^= *= ~= is wanted',
	],
] as const) {
	test(`"${text}" is refused`, async () => {
		await assert.rejects(compileClause(text), { code: "MATCHER_INVALID", message });
	});
}

test("a clause matches what its matcher matches, of its source alone", async () => {
	const clause = await compileClause("docker:action=die");

	assert.equal(clause.matches(sampleEvent()), true);
	assert.equal(clause.matches(sampleEvent({ source: "podman" })), false);
	assert.equal(clause.text, "docker:action=die");
});

test("a clause about the source itself does not widen it", async () => {
	const clause = await compileClause("docker:fields.source=github");

	assert.equal(clause.matches(sampleEvent()), false);
	assert.equal(clause.matches(sampleEvent({ source: "github", fields: { source: "github" } })), false);
});

test("a source alone matches every event of it", async () => {
	const clause = await compileClause("docker");

	assert.equal(clause.matches(sampleEvent()), true);
	assert.equal(clause.matches(sampleEvent({ source: "github" })), false);
});
