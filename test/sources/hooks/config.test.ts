import assert from "node:assert/strict";
import { test } from "node:test";
import { parse as parseToml } from "smol-toml";
import { parseHooksConfig } from "../../../src/sources/hooks/config.js";

test("hooks are read from TOML as docs/sources.md shows them", () => {
	const hooks = parseHooksConfig(
		parseToml(`
			[hooks.deploys]
			source = "deploys"
			event_type = "deploy"
			auth = "standard"
			[hooks.deploys.fields]
			environment = "$.target.name"
			conclusion = { path = "$.state", values = { passed = "success", failed = "failure" } }
		`)["hooks"],
	);

	assert.deepEqual(
		hooks.map(({ name, source, fields }) => ({ name, source, fields: Object.keys(fields).sort() })),
		[{ name: "deploys", source: "deploys", fields: ["conclusion", "environment"] }],
	);
});

test("no section means no hooks", () => {
	assert.deepEqual(parseHooksConfig(undefined), []);
});

const WRONG: Readonly<Record<string, readonly [section: unknown, message: string]>> = {
	"a hook without auth": [{ x: {} }, 'Cannot use hooks.x.auth: undefined, and must be "auth"'],
	"an unknown kind of auth": [
		{ x: { auth: "none" } },
		'Cannot use hooks.x.auth: "none", and must be ("standard" | "bearer")',
	],
	"a key that there is not": [
		{ x: { auth: "bearer", secret: "s3cret" } },
		"Cannot use hooks.x.secret: unknown key",
	],
	"a name that is no path of a URL": [
		{ "a/b": { auth: "bearer" } },
		'Cannot use hooks.a/b: "a/b", and must be /^[a-z][a-z0-9_-]{0,57}$/',
	],
	"a source that is no name": [
		{ x: { auth: "bearer", source: "My CI" } },
		'Cannot use hooks.x.source: "My CI", and must be /^[a-z][a-z0-9_.-]*$/',
	],
	"a path that is none": [
		{ x: { auth: "bearer", fields: { branch: "ref" } } },
		'Cannot use hooks.x.fields.branch: "ref", and must be a path such as $.build.state, $.jobs[0].name or $["a key"]',
	],
	"an event type that is neither a name nor a path": [
		{ x: { auth: "bearer", event_type: "$..type" } },
		'Cannot use hooks.x.event_type: "$..type", and must be a path such as $.build.state, $.jobs[0].name or $["a key"]',
	],
	"a mapping without a path": [
		{ x: { auth: "bearer", fields: { branch: { values: {} } } } },
		'Cannot use hooks.x.fields.branch.path: undefined, and must be "path"',
	],
	"a value that is no conclusion": [
		{ x: { auth: "bearer", fields: { conclusion: { path: "$.s", values: { ok: "good" } } } } },
		'Cannot use hooks.x.fields.conclusion.values.ok: "good", and must be ("success" | "failure" | "cancelled" | "timed_out" | "skipped" | "neutral" | "action_required" | "stale" | "startup_failure")',
	],
	"a field that the event has anyway": [
		{ x: { auth: "bearer", fields: { source: "$.s" } } },
		'Cannot use hooks.x.fields.source: "source", and must be /^(?!(?:source|event_type)$)[a-z][a-z0-9_]*$/',
	],
	"an array of hooks": [
		[{ auth: "bearer" }],
		'Cannot use hooks.0: "0", and must be /^[a-z][a-z0-9_-]{0,57}$/',
	],
	"hooks that are none": [1, "Cannot use hooks: 1, and must be Object"],
};

for (const [what, [section, message]] of Object.entries(WRONG)) {
	test(`${what} is refused by its key`, () => {
		assert.throws(() => parseHooksConfig(section), { code: "CONFIG_INVALID", message });
	});
}
