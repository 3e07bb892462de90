import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BusError } from "../../src/errors.js";
import type { LogOptions } from "../../src/platform/log.js";
import { createLog } from "../../src/platform/log.js";
import { createFakeClock } from "../support/fake-clock.js";

function openLog({ minimumLevel = "debug", fields = {} }: Partial<LogOptions> = {}) {
	const lines: string[] = [];
	const write = (line: string) => void lines.push(line);
	return { lines, log: createLog({ write, clock: createFakeClock(), minimumLevel, fields }) };
}

function parseLine(line = ""): Record<string, unknown> {
	return JSON.parse(line) as Record<string, unknown>;
}

test("a line is one JSON object with time, level, message and fields in this order", () => {
	const { lines, log } = openLog({ fields: { component: "docker" } });

	log.info("source restarted", { delayMs: 500 });

	assert.deepEqual(lines, [
		'{"time":"2026-01-01T00:00:00.000Z","level":"info","message":"source restarted","component":"docker","delayMs":500}\n',
	]);
});

test("lines below the minimum level are not written", () => {
	const { lines, log } = openLog({ minimumLevel: "warn" });

	log.debug("a");
	log.info("b");
	log.warn("c");
	log.error("d");

	assert.deepEqual(
		lines.map((line) => parseLine(line)["message"]),
		["c", "d"],
	);
});

test("the minimum level can be changed while the log is in use", () => {
	const { lines, log } = openLog({ minimumLevel: "error" });
	log.info("before");

	log.setMinimumLevel("info");

	log.info("after");
	log.debug("below");
	assert.deepEqual(
		lines.map((line) => parseLine(line)["message"]),
		["after"],
	);
});

test("an error is written as its code and message, with its cause", () => {
	const { lines, log } = openLog();
	const cause = Object.assign(new Error("permission denied"), { code: "EACCES" });

	log.error("publish failed", { error: new BusError("STORE_FAILED", "Cannot write", { cause }) });
	log.error("defect", { error: new TypeError("x is not a function") });

	assert.deepEqual(
		lines.map((line) => parseLine(line)["error"]),
		[
			{
				code: "STORE_FAILED",
				message: "Cannot write",
				cause: { code: "EACCES", message: "permission denied" },
			},
			{ code: "TypeError", message: "x is not a function" },
		],
	);
});

test("a field cannot take the place of the time, the level or the message", () => {
	const { lines, log } = openLog();

	log.info("true", { message: "false", level: "error", time: 0 });

	assert.deepEqual(parseLine(lines.join("")), {
		time: "2026-01-01T00:00:00.000Z",
		level: "info",
		message: "true",
	});
});

test("what JSON cannot say does not stop the log", () => {
	const { lines, log } = openLog();
	const circle: Record<string, unknown> = {};
	circle["self"] = circle;

	log.info("nanoseconds", { receivedAt: 1767225600000000001n });
	log.info("circle", { circle });

	assert.equal(parseLine(lines[0])["receivedAt"], "1767225600000000001");
	assert.equal(parseLine(lines[1])["message"], "circle");
});

test("a very long text is cut", () => {
	const { lines, log } = openLog();

	log.info("long", { text: "x".repeat(1_000_000) });

	assert.ok((lines[0]?.length ?? 0) < 5000);
});

test("what acts on a terminal without being a control character of JSON is escaped", () => {
	const { lines, log } = openLog();

	log.info("text", { value: "\u007f\u009b31m\u2028\u202e\u2066" });

	assert.ok(lines[0]?.endsWith('"value":"\\u007f\\u009b31m\\u2028\\u202e\\u2066"}\n'), lines[0]);
});

test("no text brings a control character into the file or breaks its line, and none is lost", () => {
	const text = fc.string({ unit: "binary", maxLength: 4096 });
	fc.assert(
		fc.property(text, (value) => {
			const { lines, log } = openLog();
			log.info("text", { value });
			const line = lines.join("");
			assert.doesNotMatch(line.slice(0, -1), /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
			assert.equal(parseLine(line)["value"], value);
		}),
	);
});
