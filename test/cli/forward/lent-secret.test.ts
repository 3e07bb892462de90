import assert from "node:assert/strict";
import { test } from "node:test";
import { LentSecret } from "../../../src/cli/forward/lent-secret.js";
import { SecretStore } from "../../../src/platform/secrets.js";
import { createFakeClock } from "../../support/fake-clock.js";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";

const HOUR_MS = 3_600_000;

test("a lent secret is valid for as long as its holder lives, and not after", (t) => {
	const clock = createFakeClock();
	const secrets = new SecretStore(`${makeTemporaryDirectory(t)}/secrets.json`, clock);
	const secret = new LentSecret({ name: "github", secrets, clock, onFailure: assert.ifError });

	clock.advance(5 * HOUR_MS);

	assert.deepEqual(secrets.find("github"), [secret.value]);
	secret.close();
	assert.deepEqual(secrets.find("github"), []);
	assert.equal(clock.pendingTimers, 0);
});

test("the secret of a holder that was killed is valid for an hour at most", (t) => {
	const clock = createFakeClock();
	const secrets = new SecretStore(`${makeTemporaryDirectory(t)}/secrets.json`, clock);
	const unmoved = { ...createFakeClock(), nowMs: clock.nowMs };
	const secret = new LentSecret({ name: "github", secrets, clock: unmoved, onFailure: assert.ifError });

	clock.advance(HOUR_MS - 1);
	assert.deepEqual(secrets.find("github"), [secret.value]);
	clock.advance(1);

	assert.deepEqual(secrets.find("github"), []);
});

test("a secret that cannot be renewed is told", (t) => {
	const clock = createFakeClock();
	const secrets = new SecretStore(`${makeTemporaryDirectory(t)}/secrets.json`, clock);
	const full = new Error("no space left on device");
	let calls = 0;
	const failing = {
		lend: (...args: Parameters<SecretStore["lend"]>) => {
			calls += 1;
			if (calls > 1) throw full;
			secrets.lend(...args);
		},
		takeBack: () => undefined,
	};
	const failures: unknown[] = [];
	const onFailure = (error: unknown): void => void failures.push(error);
	const secret = new LentSecret({ name: "github", secrets: failing, clock, onFailure });

	clock.advance(HOUR_MS);

	assert.deepEqual(failures, [full]);
	secret.close();
});
