/** One line per file, failures in full with what the file printed, then the runner's own summary. */

import { writeFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { inspect } from "node:util";
import { root } from "../build/tree.js";

export default async function* report(events) {
	const files = new Map();
	const summary = [];
	let current;

	for await (const { type, data } of events) {
		if (type === "test:diagnostic" && isSummary(data)) summary.push(data.message);
		if (data?.file === undefined) continue;
		const file = recordFor(files, toSource(data.file));
		if (type === "test:stdout" || type === "test:stderr") file.output += data.message;
		if (type !== "test:pass" && type !== "test:fail") continue;
		// Results arrive file by file, though the files run side by side.
		if (current !== undefined && current !== file) yield describe(current);
		current = file;
		record(file, type, data);
	}
	if (current !== undefined) yield describe(current);

	yield `${summary.map((line) => `ℹ ${line}`).join("\n")}\n`;
	writeTotals(summary, [...files.values()].filter(({ isEmpty }) => isEmpty).length);
}

function isSummary({ nesting, message }) {
	return (
		nesting === 0 && /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/.test(message)
	);
}

/** Node names the built file in some events and, by its source map, the source in others. */
function toSource(path) {
	return relative(root, path)
		.split(sep)
		.join("/")
		.replace(/^build\//, "")
		.replace(/\.js$/, ".ts");
}

function recordFor(files, name) {
	let file = files.get(name);
	if (file === undefined) {
		file = { name, isEmpty: false, tests: 0, durationMs: 0, failures: [], skipped: [], output: "" };
		files.set(name, file);
	}
	return file;
}

function record(file, type, { name, nesting, line, skip, todo, details }) {
	if (nesting === 0) file.durationMs += details.duration_ms;
	const isWholeFile = toSource(name) === file.name;
	if (details.type !== "suite" && !isWholeFile) file.tests += 1;

	const title = isWholeFile ? "the file itself" : `${name} (line ${line})`;
	const reason = typeof skip === "string" ? `: ${skip}` : "";
	const isFilteredOut = reason.includes("does not match pattern");
	if (!isFilteredOut && (skip !== undefined || todo !== undefined)) file.skipped.push(`${title}${reason}`);
	// The parents of a failed test fail with it and know nothing more.
	if (type === "test:fail" && todo === undefined && details.error?.failureType !== "subtestsFailed") {
		file.failures.push({ title, text: explain(details.error) });
	}
	// A file without a test is reported as one test that passed.
	if (type === "test:pass" && isWholeFile && file.tests === 0) {
		file.isEmpty = true;
		file.failures.push({ title, text: "no test in it" });
	}
}

function explain(error) {
	const cause = error?.cause ?? error;
	const text = typeof cause === "string" ? cause : inspect(cause, { depth: 8 });
	return text.replace(/\n +at .*node:(?:internal|async_hooks).*?( \{)?(?=\n|$)/g, "$1");
}

function describe({ name, tests, durationMs, failures, skipped, output }) {
	const verdict = failures.length > 0 ? "FAIL" : "ok  ";
	const lines = [
		`${verdict} ${name.padEnd(56)} ${String(tests).padStart(4)} tests ${durationMs.toFixed(0).padStart(7)} ms`,
	];
	for (const title of skipped) lines.push(`     skipped: ${title}`);
	for (const { title, text } of failures) lines.push(`     failed: ${title}`, indent(text));
	if (failures.length > 0 && output !== "") lines.push("     its output:", indent(output.trimEnd()));
	return `${lines.join("\n")}\n`;
}

function indent(text) {
	return text.replace(/^(?=.)/gm, "       ");
}

function writeTotals(summary, emptyFiles) {
	const counts = Object.fromEntries(summary.map((line) => line.split(" ")));
	const count = (name) => Number(counts[name] ?? 0);
	const totals = {
		passed: count("pass") - emptyFiles,
		failed: count("fail") + count("cancelled") + emptyFiles,
		skipped: count("skipped") + count("todo"),
	};
	if (process.env.WAITBUS_TEST_TOTALS !== undefined)
		writeFileSync(process.env.WAITBUS_TEST_TOTALS, JSON.stringify(totals));
}
