/** The file of secrets: JSON, readable by its owner alone, replaced as a whole. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { BusError } from "../errors.js";
import { replaceFile } from "./replace-file.js";
import { describeSystemError } from "./system-error.js";

/** Valid until then, in milliseconds since the epoch. */
export interface PassingValue {
	readonly value: string;
	readonly untilMs: number;
}

export interface Secret {
	/** Absent where there are only lent ones. */
	readonly value?: string;
	/** The values before it. */
	readonly previous: readonly PassingValue[];
	/** Those that a program of ours hands out for as long as it runs. */
	readonly lent: readonly PassingValue[];
}

export type SecretsByName = ReadonlyMap<string, Secret>;

const text = v.pipe(v.string(), v.nonEmpty());
const passing = v.optional(v.array(v.object({ value: text, until_ms: v.number() })), []);
// Text alone is how the Python waitbus wrote them, under the same path.
const fileSchema = v.record(
	v.string(),
	v.union([text, v.object({ value: v.optional(text), previous: passing, lent: passing })]),
);

/** @throws BusError PATH_INVALID, SECRET_INVALID */
export function readSecretsFile(path: string): SecretsByName {
	const result = v.safeParse(fileSchema, parseJson(path, readOwn(path)));
	if (!result.success) {
		const key = v.getDotPath(result.issues[0]);
		throw invalid(path, key === null ? "it is not an object of secrets" : `"${key}" is not a secret`);
	}
	return new Map(Object.entries(result.output).map(([name, entry]) => [name, toSecret(entry)]));
}

/** @throws BusError PATH_INVALID */
export function writeSecretsFile(path: string, secrets: SecretsByName): void {
	replaceFile(path, `${JSON.stringify(toJson(secrets), null, "\t")}\n`);
}

/** The mode is read from what was opened, so that nothing can be put in its place in between. */
function readOwn(path: string): string {
	const fd = open(path);
	try {
		const { mode, uid } = fstatSync(fd);
		if (uid !== process.getuid?.()) throw unsafe(path, "owned by another user", `ls -l "${path}"`);
		if ((mode & 0o077) !== 0) throw unsafe(path, "open to other users", `Run: chmod 600 "${path}"`);
		return readFileSync(fd, "utf8");
	} finally {
		closeSync(fd);
	}
}

function open(path: string): number {
	try {
		return openSync(path, constants.O_RDONLY);
	} catch (cause) {
		throw new BusError("PATH_INVALID", `Cannot read "${path}": ${describeSystemError(cause)}`, { cause });
	}
}

function unsafe(path: string, fault: string, hint: string): BusError {
	return new BusError("PATH_INVALID", `Cannot use "${path}": it is ${fault}`, { hint });
}

function parseJson(path: string, json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		// No cause: the parser's message quotes what stands there.
		throw invalid(path, "it is not JSON");
	}
}

function invalid(path: string, fault: string): BusError {
	return new BusError("SECRET_INVALID", `Cannot read "${path}": ${fault}`, {
		hint: "Remove the file, and set each secret again with: waitbus secret set NAME",
	});
}

function toSecret(entry: v.InferOutput<typeof fileSchema>[string]): Secret {
	if (typeof entry === "string") return { value: entry, previous: [], lent: [] };
	const { value, previous, lent } = entry;
	return {
		...(value === undefined ? {} : { value }),
		previous: previous.map(fromJson),
		lent: lent.map(fromJson),
	};
}

function fromJson(entry: { readonly value: string; readonly until_ms: number }): PassingValue {
	return { value: entry.value, untilMs: entry.until_ms };
}

function toJson(secrets: SecretsByName): object {
	const write = ({ value, untilMs }: PassingValue): object => ({ value, until_ms: untilMs });
	const entries = [...secrets].map(([name, { value, previous, lent }]) => {
		return [name, { value, previous: previous.map(write), lent: lent.map(write) }];
	});
	return Object.fromEntries(entries) as object;
}
