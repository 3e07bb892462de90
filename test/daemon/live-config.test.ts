import assert from "node:assert/strict";
import { once } from "node:events";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { loadConfig } from "../../src/daemon/config.js";
import { LiveConfig } from "../../src/daemon/live-config.js";
import { createSystemClock } from "../../src/platform/clock.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

test("a config.toml that appears, changes or is replaced is taken over", async (t) => {
	const { live, path, touched } = openScratchConfig(t);

	for (const [port, write] of [
		[1_001, writeFileSync],
		[1_002, writeFileSync],
		[1_003, replaceFile],
	] as const) {
		const change = touched();
		write(path, `[webhooks]\nport = ${port}\n`);
		await change;
		live.reload();
		assert.equal(live.current.webhooks.port, port);
	}
});

test("a config.toml that cannot be used leaves the one before in force, until it is corrected", (t) => {
	const { live, path, warnings } = openScratchConfig(t);
	writeFileSync(path, "[webhooks]\nport = 1001\n");
	live.reload();

	writeFileSync(path, "[webhooks]\nprot = 1002\n");
	live.reload();

	assert.equal(live.current.webhooks.port, 1_001);
	assert.match(live.problem ?? "", /unknown key "webhooks\.prot"/);
	assert.deepEqual(warnings, ["configuration not taken over"]);
	writeFileSync(path, "[webhooks]\nport = 1002\n");
	live.reload();
	assert.deepEqual([live.current.webhooks.port, live.problem], [1_002, null]);
});

function openScratchConfig(t: TestContext) {
	const path = join(makeTemporaryDirectory(t), "config", "config.toml");
	const warnings: string[] = [];
	const log = {
		debug: ignore,
		info: ignore,
		error: ignore,
		warn: (text: string) => void warnings.push(text),
	};
	const initial = loadConfig(path, {});
	const live = new LiveConfig({ path, env: {}, clock: createSystemClock(), log, initial });
	t.after(() => live.close());
	const bell = new EventTarget();
	live.onTouched(() => void bell.dispatchEvent(new Event("touched")));
	// The watcher alone does not keep the process.
	const keep = setInterval(ignore, 1_000);
	t.after(() => clearInterval(keep));
	return { live, path, warnings, touched: () => once(bell, "touched") };
}

function replaceFile(path: string, text: string): void {
	writeFileSync(`${path}.new`, text);
	renameSync(`${path}.new`, path);
}

function ignore(): void {}
