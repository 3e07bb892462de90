/** What a package says of its source: the section `waitbus` of its package.json. */
import { readFileSync } from "node:fs";
import { resolve, sep } from "node:path";
import * as v from "valibot";
import { BusError } from "../errors.js";
import { toPrintable } from "../event/printable.js";
import { MAX_NAME_LENGTH } from "../event/limits.js";
import { describeSystemError } from "../platform/system-error.js";
import { describeIssue } from "../protocol/describe-issue.js";
import { PLUGIN_API } from "./messages.js";
import { type Permissions, permissionsSchema } from "./permissions.js";

export interface Manifest {
	/** Of the package. */
	readonly packageName: string;
	readonly version: string;
	/** Of the source. */
	readonly name: string;
	readonly summary: string;
	readonly eventTypes: readonly string[];
	readonly fields: Readonly<Record<string, string>>;
	/** Its module, absolute. */
	readonly modulePath: string;
	readonly permissions: Permissions;
}

const name = v.pipe(
	v.string(),
	v.maxLength(MAX_NAME_LENGTH),
	v.check((text) => /^[a-z][a-z0-9_-]*$/.test(text), 'a name such as "tcp"'),
);
const line = v.pipe(v.string(), v.nonEmpty(), v.maxLength(200), v.transform(toPrintable));

const manifestSchema = v.strictObject({
	/** Relative to the package. */
	source: v.pipe(v.string(), v.nonEmpty()),
	api: v.pipe(v.number(), v.safeInteger()),
	name,
	summary: line,
	event_types: v.pipe(v.array(name), v.minLength(1), v.maxLength(100)),
	fields: v.optional(v.record(v.string(), line), {}),
	permissions: v.optional(permissionsSchema, {}),
});

const packageSchema = v.object({
	name: v.pipe(v.string(), v.nonEmpty()),
	version: v.pipe(v.string(), v.nonEmpty()),
	waitbus: v.unknown(),
});

/** @throws BusError PLUGIN_INVALID */
export function readManifest(packageDirectory: string): Manifest {
	const path = `${packageDirectory}/package.json`;
	const found = v.safeParse(packageSchema, readJson(path));
	if (!found.success || found.output.waitbus === undefined)
		throw invalid(path, 'it has no section "waitbus", so the package is no plugin');
	const { name: packageName, version, waitbus } = found.output;
	const result = v.safeParse(manifestSchema, waitbus);
	if (!result.success) {
		const [issue] = result.issues;
		throw invalid(path, describeIssue(issue, `waitbus.${v.getDotPath(issue) ?? ""}`));
	}
	const { source, api, event_types: eventTypes, ...rest } = result.output;
	if (api !== PLUGIN_API) throw wrongApi(path, api);
	return { ...rest, packageName, version, eventTypes, modulePath: findModule(packageDirectory, source) };
}

function readJson(path: string): unknown {
	try {
		return JSON.parse(readFileSync(path, "utf8"));
	} catch (cause) {
		const why = cause instanceof SyntaxError ? "it is not JSON" : describeSystemError(cause);
		throw new BusError("PLUGIN_INVALID", `Cannot read "${path}": ${why}`, {
			hint: "docs/plugins.md says what a plugin is made of",
			cause,
		});
	}
}

function findModule(packageDirectory: string, source: string): string {
	const path = resolve(packageDirectory, source);
	if (path.startsWith(packageDirectory + sep)) return path;
	throw invalid(`${packageDirectory}/package.json`, "waitbus.source lies outside of the package");
}

function wrongApi(path: string, api: number): BusError {
	const isNewer = api > PLUGIN_API;
	return new BusError(
		"PLUGIN_INVALID",
		`Cannot use "${path}": it is written for version ${api} of the contract, and this waitbus has ${PLUGIN_API}`,
		{ hint: isNewer ? "npm install --global waitbus" : "Look for a newer version of the plugin" },
	);
}

function invalid(path: string, why: string): BusError {
	return new BusError("PLUGIN_INVALID", `Cannot use "${path}": ${why}`, {
		hint: "docs/plugins.md says what a plugin is made of",
	});
}
