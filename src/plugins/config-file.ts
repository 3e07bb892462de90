/** config.toml as `waitbus source` edits it: a section of its own at the end, between two lines by which it is found again. */
import { existsSync, readFileSync } from "node:fs";
import { parse as parseToml } from "smol-toml";
import * as v from "valibot";
import { BusError } from "../errors.js";
import { rewriteFile } from "../platform/rewrite-file.js";
import { describeSystemError } from "../platform/system-error.js";

const sectionsSchema = v.object({
	plugins: v.optional(v.record(v.string(), v.object({ package: v.string() })), {}),
});

/** The package of each plugin that the file names. @throws BusError CONFIG_INVALID */
export function readPluginPackages(path: string): Readonly<Record<string, string>> {
	const { plugins } = parse(path, readText(path));
	return Object.fromEntries(Object.entries(plugins).map(([name, { package: from }]) => [name, from]));
}

function parse(path: string, text: string): v.InferOutput<typeof sectionsSchema> {
	try {
		return v.parse(sectionsSchema, parseToml(text));
	} catch (cause) {
		throw new BusError("CONFIG_INVALID", `Cannot read "${path}": ${describeSystemError(cause)}`, {
			hint: `Edit ${path}`,
			cause,
		});
	}
}

/** @throws BusError CONFIG_INVALID, PATH_INVALID */
export function addSection(path: string, name: string, packageName: string): void {
	const text = readText(path);
	const section = `${opening(name)}[plugins.${name}]\npackage = ${JSON.stringify(packageName)}\n${closing(name)}`;
	const added = text === "" ? section : `${text}\n${section}`;
	parse(path, added);
	rewriteFile(path, added);
}

/**
 * Takes away what was added, with whatever has been written into it since.
 * @returns whether it was there
 * @throws BusError PATH_INVALID
 */
export function removeSection(path: string, name: string): boolean {
	const text = readText(path);
	const start = text.indexOf(opening(name));
	const end = text.indexOf(closing(name), start);
	if (start === -1 || end === -1) return false;
	rewriteFile(path, text.slice(0, Math.max(0, start - 1)) + text.slice(end + closing(name).length));
	return true;
}

function opening(name: string): string {
	return `# >>> waitbus source add: ${name} (waitbus source remove ${name} takes it away up to <<<)\n`;
}

function closing(name: string): string {
	return `# <<< ${name}\n`;
}

function readText(path: string): string {
	return existsSync(path) ? readFileSync(path, "utf8") : "";
}
