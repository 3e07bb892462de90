import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { BusEvent, JsonObject, JsonValue } from "../../../src/event/event.js";
import type { MatcherSpecs } from "../../../src/event/matcher/compile-matcher.js";
import { compileMatchers } from "../../../src/event/matcher/compile-matcher.js";
import { sampleEvent } from "./sample-event.js";

async function matches(match: string | readonly string[], fields: JsonObject = {}): Promise<boolean> {
	const matcher = await compileMatchers({ match: typeof match === "string" ? [match] : match });
	return matcher.matches(sampleEvent({ fields }));
}

async function select(specs: MatcherSpecs, event: Partial<BusEvent> = {}): Promise<boolean> {
	const matcher = await compileMatchers(specs);
	return matcher.matches(sampleEvent(event));
}

// D9 of the incumbent, and the examples of its own documentation that could never match.
test('fields.action="die" matches a container that died: any field a source adds can be matched', async () => {
	assert.equal(await matches('fields.action="die"'), true);
});

test("fields.merged=true matches a boolean field", async () => {
	assert.equal(await matches("fields.merged=true", { merged: true }), true);
});

test("fields.labels.0=bug matches the first item of an array", async () => {
	assert.equal(await matches("fields.labels.0=bug"), true);
});

test("fields.status=in_progress matches an event of GitHub that has no conclusion yet", async () => {
	const event = { source: "github", fields: { source: "github", status: "in_progress", conclusion: null } };

	assert.equal(await select({ source: "github", match: ["fields.status=in_progress"] }, event), true);
});

for (const [matcher, expected] of [
	// Where keys point.
	["source=docker", true],
	["fields.source=docker", true],
	["event_type=docker_container", true],
	["conclusion=failure", true],
	["fields.conclusion=failure", true],
	["repo=docker", true],
	["fields.repo=docker", true],
	["kind=event", true],
	["action=start", false],
	["labels.-1=3", true],
	["labels.1=urgent", true],
	["labels.01=urgent", false],
	["labels.9=bug", false],
	["labels.length=3", false],
	["summary.0=c", false],
	["source.x=1", false],
	// Equality.
	['labels=["bug","urgent",3]', true],
	['labels=["bug","urgent"]', false],
	['labels={"0":"bug","1":"urgent","2":3}', false],
	["exit_code=137", true],
	["exit_code=137.0", true],
	["exit_code=1.37e2", true],
	['exit_code="137"', false],
	["exit_code=true", false],
	["exit_code!=1", true],
	["exit_code!=137", false],
	// Ordering.
	["exit_code>136", true],
	["exit_code>=137", true],
	["exit_code>137", false],
	["exit_code<137.5", true],
	["exit_code<=136", false],
	['exit_code>"1"', false],
	["container>1", false],
	["container>=web", true],
	["container<z", true],
	// Text.
	["container^=we", true],
	["container^=eb", false],
	["summary*=exited", true],
	["summary*=137", true],
	["summary*=Exited", false],
	["labels*=urgent", true],
	["labels*=urg", false],
	["labels*=3", true],
	["exit_code^=13", false],
	["summary~=exit(ed)? \\d+$", true],
	["summary~=(?i)CONTAINER", true],
	["summary~=^exited", false],
	["exit_code~=137", false],
	// Time.
	["received_at=1767225600000000123", true],
	["received_at=1767225600000000124", false],
	["received_at>1767225600000000122", true],
	["received_at>=1767225600000000124", false],
	["received_at>1e18", true],
	["received_at<1.5", false],
] as const) {
	test(`${matcher} ${expected ? "matches" : "does not match"} a container that exited 137`, async () => {
		assert.equal(await matches(matcher), expected);
	});
}

test("true is not 1, and false is not 0", async () => {
	assert.equal(await matches("flag=1", { flag: true }), false);
	assert.equal(await matches("flag=true", { flag: 1 }), false);
	assert.equal(await matches("flag=0", { flag: false }), false);
	assert.equal(await matches("flag=[1]", { flag: [true] }), false);
});

test("a commit's hash that looks like a number matches the hash", async () => {
	assert.equal(await matches("head_sha=1234567", { head_sha: "1234567" }), true);
	assert.equal(await matches("head_sha=12e4567", { head_sha: "12e4567" }), true);
	assert.equal(await matches("head_sha=12e4", { head_sha: "12e4" }), true);
	assert.equal(await matches("head_sha=1234567", { head_sha: "1234567.0" }), false);
});

test("an unquoted true or null matches that text as well, a quoted one only the text", async () => {
	assert.equal(await matches("value=true", { value: "true" }), true);
	assert.equal(await matches("value=null", { value: "null" }), true);
	assert.equal(await matches('value="true"', { value: true }), false);
	assert.equal(await matches('value="null"', { value: null }), false);
});

test("a missing value is not null and matches nothing, not even !=", async () => {
	for (const matcher of [
		"x=null",
		"x!=null",
		"x!=1",
		"x<1",
		"x>=a",
		'x^=""',
		"x*=a",
		"x~=.*",
		"x.y=1",
		"fields.x!=1",
	]) {
		assert.equal(await matches(matcher), false, matcher);
	}
	assert.equal(await matches("x=null", { x: null }), true);
	assert.equal(await matches("x!=null", { x: null }), false);
	assert.equal(await matches("x!=1", { x: null }), true);
});

test("times in ISO 8601 compare as text", async () => {
	assert.equal(await matches("at<2026-02-01", { at: "2026-01-31T23:59:59Z" }), true);
	assert.equal(await matches("at>=2026-02-01", { at: "2026-01-31T23:59:59Z" }), false);
});

test("structures compare deeply, whatever the order of their keys", async () => {
	const fields = { pr: { number: 7, head: { ref: "main", tags: [1, [2]] } } };

	assert.equal(await matches('pr={"head":{"tags":[1,[2]],"ref":"main"},"number":7}', fields), true);
	assert.equal(await matches('pr={"head":{"tags":[1,[3]],"ref":"main"},"number":7}', fields), false);
	assert.equal(await matches('pr={"number":7}', fields), false);
	assert.equal(await matches("pr.head.tags.1.0=2", fields), true);
});

test("distinct keys must all match", async () => {
	assert.equal(await matches(["source=docker", "action=die"]), true);
	assert.equal(await matches(["source=docker", "action=start"]), false);
});

test("equalities, prefixes and patterns on one key are alternatives", async () => {
	assert.equal(await matches(["action=start", "action=die"]), true);
	assert.equal(await matches(["action=start", "fields.action^=d"]), true);
	assert.equal(await matches(["action=start", "action~=^s"]), false);
});

test("orderings and != on one key must all hold", async () => {
	assert.equal(await matches(["exit_code>100", "exit_code<200"]), true);
	assert.equal(await matches(["exit_code>100", "exit_code<120"]), false);
	assert.equal(await matches(["action!=start", "action!=stop"]), true);
	assert.equal(await matches(["action!=start", "action!=die"]), false);
	assert.equal(await matches(["action^=d", "action^=s", "action!=die"]), false);
});

test("a selection that names nothing matches every event", async () => {
	const matcher = await compileMatchers({});

	assert.equal(matcher.matches(sampleEvent()), true);
	assert.equal(matcher.pivot, undefined);
	assert.equal(matcher.text, "any event");
});

test("a flag and a matcher on the same key must both hold", async () => {
	assert.equal(await select({ source: "docker", match: ["source=github"] }), false);
});

test("the flags look where they say", async () => {
	const fields = { head_sha: "0123ABCdef0123456789abcdef0123456789abcd", msg_to: "builder" };
	const event = { owner: "acme", repo: "api", fields };

	assert.equal(await select({ source: "docker", event_type: "docker_container" }, event), true);
	assert.equal(await select({ event_type: "fs_change" }, event), false);
	assert.equal(await select({ to: "builder" }, event), true);
	assert.equal(await select({ to: "Builder" }, event), false);
	assert.equal(await select({ sha: " 0123abcD " }, event), true);
	assert.equal(await select({ sha: "0123ABCdef0123456789abcdef0123456789abcd" }, event), true);
	assert.equal(await select({ sha: "0123abce" }, event), false);
	assert.equal(await select({ repo: "acme/api" }, event), true);
	assert.equal(await select({ repo: "acme/web" }, event), false);
	assert.equal(await select({ repo: "acme/*" }, event), true);
	assert.equal(await select({ repo: "other/*" }, event), false);
	assert.equal(await select({ repo: "*" }, event), true);
});

test("a repository is the same in either case, as it is to its forge; a matcher is exact", async () => {
	const event = { owner: "acme", repo: "API" };

	assert.equal(await select({ repo: "Acme/api" }, event), true);
	assert.equal(await select({ repo: "ACME/*" }, event), true);
	assert.equal(await select({ match: ["repo=api"] }, event), false);
});

for (const [specs, message] of [
	[{ source: "Docker" }, /^Cannot parse source "Docker": lower-case letters/],
	[{ event_type: "" }, /^Cannot parse event type "": /],
	[{ sha: "12345" }, /^Cannot parse sha "12345": 7 to 40 hexadecimal digits are wanted$/],
	[{ sha: "main" }, /^Cannot parse sha "main": 7 to 40/],
	[{ sha: "0".repeat(41) }, /7 to 40/],
	[{ repo: "api" }, /^Cannot parse repo "api": owner\/repo or owner\/\* is wanted$/],
	[{ repo: "a/b/c" }, /owner\/repo/],
	[{ repo: "*/api" }, /owner\/repo/],
	[{ match: ["a=1", "b"] }, /^Cannot parse matcher "b": no operator/],
	[
		{ match: ["summary~=a(b"] },
		/^Cannot parse matcher "summary~=a\(b": not an RE2 regular expression: missing closing \)/,
	],
	[{ match: Array.from({ length: 300 }, () => "a=1") }, /300 matchers, and 256 are allowed$/],
] as const) {
	test(`${JSON.stringify(specs).slice(0, 40)} is refused`, async () => {
		await assert.rejects(compileMatchers(specs), { code: "MATCHER_INVALID", message });
	});
}

test("the payload is parsed only when a matcher that looks at it gets so far", async () => {
	let parses = 0;
	const payload = (): JsonValue => {
		parses += 1;
		return { pull_request: { labels: [{ name: "urgent" }] } };
	};
	const matcher = await compileMatchers({
		match: ["payload.pull_request.labels.0.name=urgent", "source=github"],
	});

	assert.equal(matcher.matches(sampleEvent(), payload), false);
	assert.equal(parses, 0);
	assert.equal(matcher.matches(sampleEvent({ source: "github" }), payload), true);
	assert.equal(parses, 1);
});

test("an event without a payload has nothing at payload", async () => {
	const matcher = await compileMatchers({ match: ["payload.x!=1"] });

	assert.equal(matcher.matches(sampleEvent()), false);
	assert.equal(
		matcher.matches(sampleEvent(), () => undefined),
		false,
	);
});

test("a matcher tells its text, its paths and its clauses", async () => {
	const matcher = await compileMatchers({
		source: "docker",
		match: ["action=die", "exit_code>1", "action=kill"],
		jmespath: "fields.exit_code",
		cel: "fields.exit_code > 1",
	});

	assert.equal(
		matcher.text,
		"source=docker and (action=die or action=kill) and exit_code>1 and fields.exit_code and fields.exit_code > 1",
	);
	assert.deepEqual(matcher.paths, ["source", "fields.action", "fields.exit_code"]);
	assert.deepEqual(
		matcher.clauses.map((clause) => clause.matches(sampleEvent())),
		[true, true, true, true, true],
	);
});

for (const [specs, expected] of [
	[{ match: ["conclusion=failure"] }, true],
	[{ match: ["fields.conclusion!=success"] }, true],
	[{ cel: 'fields.conclusion == "failure"' }, true],
	[{ jmespath: "fields.conclusion" }, true],
	[{ match: ["status=completed"] }, false],
	[{ match: ["summary=conclusion"] }, false],
	[{ source: "github", sha: "0123456" }, false],
] as const) {
	test(`${JSON.stringify(specs)} ${expected ? "names" : "does not name"} the conclusion`, async () => {
		assert.equal((await compileMatchers(specs)).namesConclusion, expected);
	});
}

test("only what an event itself holds can match, not what JavaScript gives every object", async () => {
	for (const key of [
		"__proto__",
		"constructor",
		"toString",
		"hasOwnProperty",
		"fields.__proto__",
		"fields.constructor.name",
		"labels.length",
		"labels.map",
		"summary.length",
	]) {
		assert.equal(await matches(`${key}!=1`), false, key);
		assert.equal(await matches(`${key}~=.*`), false, key);
	}
	const fields = JSON.parse('{"__proto__": {"x": 1}, "constructor": "mine"}') as JsonObject;
	assert.equal(await matches("__proto__.x=1", fields), true);
	assert.equal(await matches("constructor=mine", fields), true);
});

const trickyKey = fc.constantFrom("__proto__", "constructor", "a", "b", "0", "-1", "length", "toString", "x");
const anyJson = fc.letrec<{ value: JsonValue }>((tie) => ({
	value: fc.oneof(
		{ depthSize: "medium", withCrossShrink: true },
		fc.constantFrom<JsonValue>(null, true, false, 0, -0, 1, 1e21, 2 ** 53, "", "1", "a", "true", "null"),
		fc.string(),
		fc.double({ noNaN: true, noDefaultInfinity: true }),
		fc.array(tie("value")),
		fc.array(fc.tuple(trickyKey, tie("value"))).map((entries) => Object.fromEntries<JsonValue>(entries)),
	),
})).value;
const anyPath = fc.array(trickyKey, { minLength: 1, maxLength: 4 }).map((path) => path.join("."));
const anyMatcher = fc
	.tuple(
		fc.constantFrom("", "payload.", "fields."),
		anyPath,
		fc.constantFrom("=", "!=", "<", "<=", ">", ">=", "^=", "*="),
		fc.constantFrom("1", "a", '"1"', "-1.5", "9007199254740993"),
	)
	.map((parts) => parts.join(""));

test("no event makes a matcher throw, and equality and its negation never both hold", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(anyMatcher, { maxLength: 4 }), anyJson, async (match, json) => {
			const matcher = await compileMatchers({ match });
			const event = sampleEvent({ fields: { x: json, a: json, ["__proto__"]: json } });

			assert.equal(typeof matcher.matches(event, () => json), "boolean");
			assert.equal(typeof matcher.matches({ ...sampleEvent(), fields: json as JsonObject }), "boolean");
		}),
		{ numRuns: 300 },
	);
	await fc.assert(
		fc.asyncProperty(anyPath, anyJson, async (path, json) => {
			const [is, isNot] = await Promise.all([
				compileMatchers({ match: [`${path}=1`] }),
				compileMatchers({ match: [`${path}!=1`] }),
			]);
			const event = sampleEvent({ fields: { x: json } });

			assert.equal(is.matches(event) && isNot.matches(event), false);
		}),
	);
});

test("a structure always equals itself", async () => {
	await fc.assert(
		fc.asyncProperty(anyJson, async (json) => {
			const text = JSON.stringify(json);
			fc.pre(text.length < 4_000 && typeof json === "object" && json !== null);
			const matcher = await compileMatchers({ match: [`x=${text}`] });

			assert.equal(matcher.matches(sampleEvent({ fields: { x: JSON.parse(text) as JsonValue } })), true);
		}),
	);
});

test("deep nesting and huge arrays do not make a matcher throw", async () => {
	const deep = JSON.parse(`${"[".repeat(5_000)}1${"]".repeat(5_000)}`) as JsonValue;
	const huge = Array.from({ length: 200_000 }, (_, index) => index);
	const matcher = await compileMatchers({
		match: [`x=${"[".repeat(1_500)}1${"]".repeat(1_500)}`, "y*=199999"],
	});

	assert.equal(matcher.matches(sampleEvent({ fields: { x: deep, y: huge } })), false);
	assert.equal(await matches("y*=199999", { y: huge }), true);
	assert.equal(await matches("y.-1=199999", { y: huge }), true);
});
