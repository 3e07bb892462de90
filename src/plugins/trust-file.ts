/** The plugins that the user trusts, in a file for people: what each was, and what it may do. */
import { readFileSync } from "node:fs";
import { parse as parseToml, stringify as toToml } from "smol-toml";
import * as v from "valibot";
import { BusError } from "../errors.js";
import { replaceFile } from "../platform/replace-file.js";
import { describeSystemError } from "../platform/system-error.js";
import { describeIssue } from "../protocol/describe-issue.js";
import type { Identity, Publisher } from "./identity.js";
import { type Permissions, permissionsSchema } from "./permissions.js";

export interface Trust extends Identity {
	/** Absent when nobody vouches for who published it. */
	readonly publisher?: Publisher;
	/** ISO 8601. */
	readonly trusted_at: string;
	readonly granted: Permissions;
}

export type TrustByName = Readonly<Record<string, Trust>>;

const HEADER = `# What each plugin was when you trusted it, and what it may do. waitbus runs none that differs.
# waitbus source trust NAME     accepts it as it is now
# waitbus source verify NAME    says what differs
`;

const text = v.pipe(v.string(), v.nonEmpty());
const trustSchema = v.record(
	v.string(),
	v.strictObject({
		package: text,
		version: text,
		integrity: v.exactOptional(text),
		files: text,
		publisher: v.exactOptional(v.strictObject({ issuer: text, workflow: text })),
		trusted_at: text,
		granted: v.optional(permissionsSchema, {}),
	}),
);

/** @throws BusError CONFIG_INVALID, PATH_INVALID */
export function readTrustFile(path: string): TrustByName {
	const result = v.safeParse(trustSchema, parse(path, readText(path)));
	if (result.success) return result.output;
	const [issue] = result.issues;
	throw invalid(path, describeIssue(issue, v.getDotPath(issue) ?? "the file"));
}

/** @throws BusError PATH_INVALID */
export function writeTrustFile(path: string, trust: TrustByName): void {
	replaceFile(path, `${HEADER}\n${toToml(trust)}\n`);
}

function readText(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (cause) {
		if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "";
		throw new BusError("PATH_INVALID", `Cannot read "${path}": ${describeSystemError(cause)}`, { cause });
	}
}

function parse(path: string, toml: string): unknown {
	try {
		return parseToml(toml);
	} catch {
		throw invalid(path, "it is not TOML");
	}
}

function invalid(path: string, why: string): BusError {
	return new BusError("CONFIG_INVALID", `Cannot use "${path}": ${why}`, {
		hint: "Correct it, or remove it and trust each plugin again: waitbus source trust NAME",
	});
}
