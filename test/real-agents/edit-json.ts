import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Json } from "./dialects/dialect.js";

/** Adds top-level keys to a file of JSON, which need not exist. */
export function addToJson(path: string, more: Json): void {
	const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Json) : {};
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, `${JSON.stringify({ ...before, ...more }, null, 2)}\n`);
}
