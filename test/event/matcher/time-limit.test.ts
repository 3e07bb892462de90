import assert from "node:assert/strict";
import { test } from "node:test";
import { withTimeLimit } from "../../../src/event/matcher/time-limit.js";

test("work within the limit gets its arguments and gives its result", () => {
	const add = withTimeLimit((left: number, right: number) => left + right);

	assert.equal(add(1, 2), 3);
	assert.equal(add(3, 4), 7);
});

test("an error of the work passes through, and the work may be asked again", () => {
	const check = withTimeLimit((value: number) => {
		if (value < 0) throw new RangeError("negative");
		return value;
	});

	assert.throws(() => check(-1), /^RangeError: negative$/);
	assert.equal(check(1), 1);
});

test("work that does not end is ended, and refused from then on", () => {
	let calls = 0;
	const endless = withTimeLimit(() => {
		calls += 1;
		for (;;);
	});

	assert.throws(endless, { code: "ERR_SCRIPT_EXECUTION_TIMEOUT" });
	assert.throws(endless, /no longer evaluated/);
	assert.equal(calls, 1);
});

test("nothing is left behind on the global object", () => {
	const before = Reflect.ownKeys(globalThis);

	withTimeLimit(() => 1)();

	assert.deepEqual(Reflect.ownKeys(globalThis), before);
});
