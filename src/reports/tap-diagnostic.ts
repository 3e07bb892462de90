/**
 * The few facts that matter in what follows a failed test point: a block that is meant to be YAML, and from many
 * producers is not quite, so only its outermost keys are read; or comments.
 */
import type { TestResult } from "./test-result.js";

type Facts = Pick<TestResult, "message" | "path" | "lineno" | "durationS">;

const KEY = /^([A-Za-z_][\w-]*):(?:\s+(.*))?$/;

export function readDiagnostic(lines: readonly string[]): Facts {
	const values = readKeys(lines);
	const at = values.get("location") ?? values.get("at") ?? values.get("file") ?? "";
	// `/a/b.js:3:7`, `fn (/a/b.js:3:7)`, or the file alone.
	const place = /(?:^|\()((?:file:\/\/)?[^()]+?)(?::(\d+))?(?::\d+)?\)?$/.exec(at);
	const line = Number(values.get("line") ?? place?.[2]);
	const durationMs = Number.parseFloat(values.get("duration_ms") ?? "");
	return {
		message: values.get("error") ?? values.get("message") ?? values.get("reason"),
		path: place?.[1]?.replace(/^file:\/\//, "") || undefined,
		lineno: Number.isInteger(line) && line > 0 ? line : undefined,
		durationS: Number.isFinite(durationMs) ? durationMs / 1_000 : undefined,
	};
}

function readKeys(lines: readonly string[]): ReadonlyMap<string, string> {
	const values = new Map<string, string>();
	for (const [index, line] of lines.entries()) {
		const [, key, text = ""] = KEY.exec(line) ?? [];
		if (key === undefined) continue;
		const isBlock = text === "" || /^[|>][+-]?\d*$/.test(text);
		values.set(key, isBlock ? readBlock(lines.slice(index + 1)) : unquote(text));
	}
	return values;
}

function readBlock(lines: readonly string[]): string {
	const end = lines.findIndex((line) => line !== "" && !line.startsWith(" "));
	const block = end < 0 ? lines : lines.slice(0, end);
	const indent = /^ */.exec(block.find((line) => line !== "") ?? "")?.[0] ?? "";
	return block
		.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
		.join("\n")
		.trim();
}

function unquote(text: string): string {
	if (/^'.*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
	if (!/^".*"$/.test(text)) return text;
	try {
		return String(JSON.parse(text));
	} catch {
		return text.slice(1, -1);
	}
}
