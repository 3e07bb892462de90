/** config.toml and the variables that override it, checked key by key. docs/configuration.md lists them. */
import { readFileSync } from "node:fs";
import { parse as parseToml, TomlError } from "smol-toml";
import * as v from "valibot";
import { BusError } from "../errors.js";
import { parseByteSize } from "../event/byte-size.js";
import { parseDurationMs } from "../event/duration.js";
import type { JsonValue } from "../event/event.js";
import { toPrintable } from "../event/printable.js";
import { LOG_LEVELS } from "../platform/log.js";
import { describeIssue, wantedBy } from "../protocol/describe-issue.js";
import { isWatchPath, WATCH_PATH, withWatchPath } from "../sources/fs/config.js";
import { SOURCE_SECTIONS } from "./source-registry.js";

const positiveInteger = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const durationMs = v.pipe(v.string(), checked(parseDurationMs, "a duration such as 30d or 12h"));
const bytes = v.pipe(v.string(), checked(parseByteSize, "a size such as 512MiB or 1GB"));

const daemonKeys = {
	/** `normal` survives kill -9 of the daemon; `full` also a power cut, at one fsync per commit. */
	durability: v.optional(v.picklist(["normal", "full"]), "normal"),
	log_level: v.optional(v.picklist(LOG_LEVELS), "info"),
	/** Seconds between the heartbeats that version 1 clients get. */
	heartbeat_sec: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0.05), v.maxValue(86_400)), 60),
	/** Oldest events go first; whichever limit is reached first counts. */
	retention: v.optional(
		v.strictObject({
			max_age: v.optional(durationMs, "30d"),
			max_events: v.optional(positiveInteger, 1_000_000),
			max_size: v.optional(bytes, "512MiB"),
		}),
		{},
	),
	/** What sessions of coding agents are told. */
	delivery: v.optional(
		v.strictObject({
			wakes_per_hour: v.optional(positiveInteger, 20),
			digest_at_start: v.optional(v.boolean(), false),
		}),
		{},
	),
	/** A directory or file to watch, besides those of `fs.paths`. Empty: none. */
	fs_watch_path: v.optional(
		v.pipe(
			v.string(),
			v.check((path) => path === "" || isWatchPath(path), WATCH_PATH),
		),
		"",
	),
	/** Opened once a secret of one of its routes is set. 0 picks a free port. */
	webhooks: v.optional(
		v.strictObject({
			port: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(65_535)), 9_000),
		}),
		{},
	),
};

/** Every key with its default. A test holds docs/configuration.md to it. */
export const configSchema = v.strictObject({
	...Object.fromEntries(SOURCE_SECTIONS.map(({ key, schema }) => [key, v.optional(schema, {})])),
	...daemonKeys,
});

export interface Config extends v.InferOutput<typeof configSchema> {
	/** Those of the sources as they are written: each source reads its own. */
	readonly sections: ReadonlyMap<string, JsonValue>;
}

/** The variables that override a key of config.toml. */
export const CONFIG_VARIABLES = {
	WAITBUS_DURABILITY: "durability",
	WAITBUS_LOG_LEVEL: "log_level",
	WAITBUS_HEARTBEAT_SEC: "heartbeat_sec",
	WAITBUS_FS_WATCH_PATH: "fs_watch_path",
} as const;

/** @throws BusError CONFIG_INVALID naming the file or variable, the key, what was found and what is wanted */
export function loadConfig(path: string, env: NodeJS.ProcessEnv): Config {
	const file = parseFile(path);
	checkConfig(file, (issue) => `"${path}": ${describeIssue(issue, v.getDotPath(issue) ?? "the file")}`);
	const config = checkConfig({ ...file, ...readVariables(env) }, (issue) => {
		const variable = variableOf(v.getDotPath(issue));
		return `${variable} "${toPrintable(env[variable] ?? "")}": it must be ${wantedBy(issue)}`;
	});
	const sections = new Map(SOURCE_SECTIONS.map(({ key }) => [key, file[key] ?? {}]));
	sections.set("fs", withWatchPath(sections.get("fs"), config.fs_watch_path));
	return { ...config, sections };
}

// The schemas of the sections leave nothing but JSON of what TOML can say besides.
function parseFile(path: string): Record<string, JsonValue> {
	const text = readText(path);
	try {
		return parseToml(text) as Record<string, JsonValue>;
	} catch (cause) {
		throw new BusError("CONFIG_INVALID", `Cannot read "${path}": ${complaintOf(cause)}`, {
			cause,
			hint: `Edit ${path}`,
		});
	}
}

function complaintOf(error: unknown): string {
	if (!(error instanceof TomlError)) return "it is not TOML";
	const [what = "", ...rest] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
	return rest.length === 0 ? what : `${what} at line ${error.line}, column ${error.column}`;
}

function readText(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (cause) {
		if (!(cause instanceof Error)) throw cause;
		if ("code" in cause && cause.code === "ENOENT") return "";
		throw new BusError("CONFIG_INVALID", `Cannot read "${path}": ${cause.message}`, {
			cause,
			hint: `ls -l ${path}`,
		});
	}
}

function readVariables(env: NodeJS.ProcessEnv): Record<string, unknown> {
	const overrides: Record<string, unknown> = {};
	for (const [variable, key] of Object.entries(CONFIG_VARIABLES)) {
		const value = env[variable];
		if (value === undefined || value === "") continue;
		overrides[key] = parseVariable(key, value);
	}
	return overrides;
}

function parseVariable(key: (typeof CONFIG_VARIABLES)[keyof typeof CONFIG_VARIABLES], value: string) {
	if (key === "fs_watch_path") return value;
	return key === "heartbeat_sec" ? Number(value) : value.toLowerCase();
}

function checkConfig(
	value: unknown,
	describe: (issue: v.BaseIssue<unknown>) => string,
): Omit<Config, "sections"> {
	const result = v.safeParse(configSchema, value);
	if (result.success) return result.output;
	throw new BusError("CONFIG_INVALID", `Cannot use ${describe(result.issues[0])}`, {
		hint: "docs/configuration.md lists every key with its default",
	});
}

function variableOf(key: string | null): string {
	return Object.entries(CONFIG_VARIABLES).find(([, known]) => known === key)?.[0] ?? "";
}

function checked(parse: (text: string, what: string) => number, wanted: string) {
	return v.rawTransform<string, number>(({ dataset, addIssue, NEVER }) => {
		try {
			return parse(dataset.value, "value");
		} catch {
			addIssue({ message: wanted, received: JSON.stringify(dataset.value) });
			return NEVER;
		}
	});
}
