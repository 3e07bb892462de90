import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { KEEP_PREVIOUS_MS, SecretStore } from "../../src/platform/secrets.js";
import { createFakeClock } from "../support/fake-clock.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const HOUR_MS = 3_600_000;

test("there are no secrets before one is set", (t) => {
	const { store } = openScratchSecrets(t);

	assert.deepEqual(store.find("github"), []);
	assert.deepEqual(store.list(), []);
});

test("a secret is kept in a file that its owner alone can read", (t) => {
	const { store, path, directory } = openScratchSecrets(t);

	store.set("github", "one");

	assert.deepEqual(store.find("github"), ["one"]);
	assert.equal(statSync(path).mode & 0o777, 0o600);
	assert.deepEqual(readdirSync(directory), ["secrets.json"]);
});

test("the line break that a pipe puts at the end is no part of a secret", (t) => {
	const { store } = openScratchSecrets(t);

	store.set("github", "one\r\n");

	assert.deepEqual(store.find("github"), ["one"]);
});

test("a listing shows which secrets there are, and no value", (t) => {
	const { store, clock } = openScratchSecrets(t);
	store.set("github", "first-value");
	store.set("github", "second-value");
	store.set("alertmanager-secret", "third-value");

	const list = store.list();

	assert.deepEqual(list, [
		{ name: "github", previousCount: 1, previousUntilMs: clock.nowMs() + KEEP_PREVIOUS_MS },
		{ name: "alertmanager-secret", previousCount: 0, previousUntilMs: undefined },
	]);
	assert.doesNotMatch(JSON.stringify(list), /value-|-value/);
});

test("the value that was replaced stays valid for a day", (t) => {
	const { store, clock } = openScratchSecrets(t);
	store.set("github", "old");

	store.set("github", "new");

	assert.deepEqual(store.find("github"), ["new", "old"]);
	clock.advance(24 * HOUR_MS - 1);
	assert.deepEqual(store.find("github"), ["new", "old"]);
	clock.advance(1);
	assert.deepEqual(store.find("github"), ["new"]);
});

test("each of several values that were replaced lives to its own end", (t) => {
	const { store, clock } = openScratchSecrets(t);
	store.set("github", "first");
	store.set("github", "second", { keepPreviousMs: 2 * HOUR_MS });
	clock.advance(HOUR_MS);
	store.set("github", "third", { keepPreviousMs: 2 * HOUR_MS });

	assert.deepEqual(store.find("github"), ["third", "second", "first"]);
	clock.advance(HOUR_MS);
	assert.deepEqual(store.find("github"), ["third", "second"]);
});

test("a value that leaked can be revoked at once", (t) => {
	const { store } = openScratchSecrets(t);
	store.set("github", "leaked");

	store.set("github", "new", { keepPreviousMs: 0 });

	assert.deepEqual(store.find("github"), ["new"]);
});

test("setting the same value again leaves one", (t) => {
	const { store } = openScratchSecrets(t);
	store.set("github", "one");

	store.set("github", "one");

	assert.deepEqual(store.find("github"), ["one"]);
});

test("values that are over are not kept in the file", (t) => {
	const { store, clock, path } = openScratchSecrets(t);
	store.set("github", "outdated-value");
	store.set("github", "new");
	clock.advance(KEEP_PREVIOUS_MS);

	store.set("other", "one");

	assert.doesNotMatch(readFileSync(path, "utf8"), /outdated-value/);
});

test("a secret that is removed is gone with its older values", (t) => {
	const { store } = openScratchSecrets(t);
	store.set("github", "old");
	store.set("github", "new");

	assert.equal(store.remove("github"), true);
	assert.deepEqual(store.find("github"), []);
	assert.equal(store.remove("github"), false);
});

test("what another process sets is seen without a restart", (t) => {
	const { store, path, clock } = openScratchSecrets(t);
	const other = new SecretStore(path, clock);
	store.set("github", "old");
	assert.deepEqual(other.find("github"), ["old"]);

	store.set("github", "new");

	assert.deepEqual(other.find("github"), ["new", "old"]);
});

test("a file that is removed takes the secrets with it", (t) => {
	const { store, path } = openScratchSecrets(t);
	store.set("github", "one");

	rmSync(path);

	assert.deepEqual(store.find("github"), []);
});

test("a file that others can read is refused, also when it becomes so later", (t) => {
	const { store, path } = openScratchSecrets(t);
	store.set("github", "one");
	store.find("github");

	chmodSync(path, 0o644);

	assert.throws(() => store.find("github"), {
		code: "PATH_INVALID",
		message: `Cannot use "${path}": it is open to other users`,
		hint: `Run: chmod 600 "${path}"`,
	});
});

test("a file of the Python waitbus is read", (t) => {
	const { store, path } = openScratchSecrets(t);
	writeFileSync(path, JSON.stringify({ "github-webhook-secret": "one" }), { mode: 0o600 });

	assert.deepEqual(store.find("github-webhook-secret"), ["one"]);
});

test("a file that does not read is refused, and nothing of it is shown", (t) => {
	const { store, path } = openScratchSecrets(t);
	writeFileSync(path, '{"github": "hidden-value"', { mode: 0o600 });

	assert.throws(
		() => store.find("github"),
		(error) => {
			assert.match(String(error), /it is not JSON/);
			assert.doesNotMatch(JSON.stringify(error, Object.getOwnPropertyNames(error)), /hidden-value/);
			return true;
		},
	);
});

test("a file that holds something else is refused by the name of what is wrong", (t) => {
	const { store, path } = openScratchSecrets(t);
	writeFileSync(path, '{"github": 1}', { mode: 0o600 });

	assert.throws(() => store.find("github"), {
		code: "SECRET_INVALID",
		message: `Cannot read "${path}": "github" is not a secret`,
	});
});

test("a value that is lent is valid beside what is set until its time is over, and is not listed", (t) => {
	const { store, clock } = openScratchSecrets(t);
	store.lend("github", "lent-value", clock.nowMs() + HOUR_MS);

	assert.deepEqual(store.list(), []);
	assert.deepEqual(store.find("github"), ["lent-value"]);
	store.set("github", "own");
	assert.deepEqual(store.find("github"), ["own", "lent-value"]);
	clock.advance(HOUR_MS);
	assert.deepEqual(store.find("github"), ["own"]);
});

test("lending a value again moves its end, and taking it back ends it at once", (t) => {
	const { store, path, clock } = openScratchSecrets(t);
	store.lend("github", "lent-value", clock.nowMs() + HOUR_MS);

	store.lend("github", "lent-value", clock.nowMs() + 2 * HOUR_MS);

	clock.advance(HOUR_MS);
	assert.deepEqual(store.find("github"), ["lent-value"]);
	store.takeBack("github", "lent-value");
	assert.deepEqual(store.find("github"), []);
	assert.doesNotMatch(readFileSync(path, "utf8"), /github|lent/);
});

test("a new secret revokes nothing that is lent, and removing it does", (t) => {
	const { store, clock } = openScratchSecrets(t);
	store.set("github", "old");
	store.lend("github", "lent-value", clock.nowMs() + HOUR_MS);

	store.set("github", "new", { keepPreviousMs: 0 });

	assert.deepEqual(store.find("github"), ["new", "lent-value"]);
	store.remove("github");
	assert.deepEqual(store.find("github"), []);
});

const UNFIT: Readonly<Record<string, readonly [name: string, value: string]>> = {
	"an empty value": ["github", "\n"],
	"a value of several lines": ["github", "one\ntwo"],
	"a value of five thousand characters": ["github", "x".repeat(5_000)],
	"a name with capitals": ["GitHub", "one"],
	"a name with a path": ["../github", "one"],
};

for (const [what, [name, value]] of Object.entries(UNFIT)) {
	test(`${what} is refused, and is not shown`, (t) => {
		const { store } = openScratchSecrets(t);

		assert.throws(
			() => store.set(name, value),
			(error) => {
				assert.match(String(error), /Cannot (set|use) "/);
				assert.equal(Reflect.get(Object(error), "code"), "SECRET_INVALID");
				assert.doesNotMatch(String(error), /two|xxxx/);
				return true;
			},
		);
		assert.deepEqual(store.list(), []);
	});
}

function openScratchSecrets(t: Parameters<typeof makeTemporaryDirectory>[0]) {
	const directory = makeTemporaryDirectory(t);
	const path = `${directory}/secrets.json`;
	const clock = createFakeClock();
	return { directory, path, clock, store: new SecretStore(path, clock) };
}
