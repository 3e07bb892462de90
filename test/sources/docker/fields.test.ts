import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELDS } from "../../../src/sources/docker/fields.js";
import { read } from "../../repository/checkout.js";
import { startDocker } from "./docker-harness.js";
import { startLyingEngine, toLine } from "./lying-engine.js";

test("every field of an event is described", async (t) => {
	const engine = await startLyingEngine(t);
	const docker = await startDocker(t, engine);

	await engine.say(
		toLine({ action: "start" }),
		toLine({ action: "health_status: healthy" }),
		toLine({ action: "die", attributes: { exitCode: "0" } }),
	);
	await docker.heard({ action: "die" });

	const fields = new Set(docker.events.flatMap(({ fields = {} }) => Object.keys(fields)));
	assert.deepEqual([...fields].sort(), Object.keys(FIELDS).sort());
});

test("docs/sources.md describes every field as the source does", () => {
	const page = read("docs/sources.md");

	assert.deepEqual(
		Object.entries(FIELDS).filter(([field, meaning]) => !page.includes(`| \`${field}\` | ${meaning} |`)),
		[],
	);
});
