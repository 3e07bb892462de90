/** Gets a package from a registry, a tarball or a directory, beside what is there, and puts it in its place once it is trusted. */
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { type Manifest, readManifest } from "./manifest.js";
import { runNpm } from "./npm.js";
import { findPlaces, type PluginPlaces } from "./places.js";

export interface StagedPackage {
	readonly manifest: Manifest;
	readonly places: PluginPlaces;
	/** Takes the place of whatever is installed under the source's name. */
	install(): PluginPlaces;
	/** Removes it, unless it is installed. */
	discard(): void;
}

const STAGING = ".staging-";

/**
 * @param spec As `npm install` takes it.
 * @throws BusError PLUGIN_NOT_INSTALLED, PLUGIN_INVALID
 */
export async function stagePackage(spec: string, pluginsDir: string): Promise<StagedPackage> {
	mkdirSync(pluginsDir, { recursive: true, mode: 0o700 });
	removeLeftovers(pluginsDir);
	const staging = mkdtempSync(join(pluginsDir, STAGING));
	const discard = (): void => rmSync(staging, { recursive: true, force: true });
	try {
		const packageName = await fetchInto(join(staging, "package"), spec);
		// The same places, under another name for now.
		const places = findPlaces(pluginsDir, staging.slice(pluginsDir.length + 1), packageName);
		const manifest = readManifest(places.packageDirectory);
		return {
			manifest,
			places,
			install: () => {
				replaceDirectory(staging, join(pluginsDir, manifest.name));
				return findPlaces(pluginsDir, manifest.name, packageName);
			},
			discard,
		};
	} catch (error) {
		discard();
		throw error;
	}
}

/** @returns the name of the package */
async function fetchInto(root: string, spec: string): Promise<string> {
	mkdirSync(root);
	writeFileSync(join(root, "package.json"), '{ "private": true }\n');
	const tarball = await packIfDirectory(spec, root);
	// The contract comes from the daemon, so the package's peer `waitbus` is not installed a second time.
	await runNpm(
		["install", "--save-exact", "--omit=dev", "--legacy-peer-deps", tarball ?? toAbsolute(spec)],
		root,
	);
	if (tarball !== undefined) rmSync(tarball);
	const { dependencies } = v.parse(
		v.object({ dependencies: v.record(v.string(), v.string()) }),
		JSON.parse(readFileSync(join(root, "package.json"), "utf8")),
	);
	return Object.keys(dependencies)[0] ?? "";
}

/** As it would be published, so that it does not change under the daemon's feet. */
async function packIfDirectory(spec: string, root: string): Promise<string | undefined> {
	const path = resolve(spec);
	if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
	const printed = await runNpm(["pack", "--json", "--pack-destination", root, path], root);
	const [packed] = v.parse(v.array(v.object({ filename: v.string() })), JSON.parse(printed));
	return join(root, packed?.filename ?? "");
}

function toAbsolute(spec: string): string {
	return existsSync(spec) ? resolve(spec) : spec;
}

function replaceDirectory(from: string, to: string): void {
	const old = `${from}-old`;
	if (existsSync(to)) renameSync(to, old);
	renameSync(from, to);
	rmSync(old, { recursive: true, force: true });
}

/** Of one that was interrupted. */
function removeLeftovers(pluginsDir: string): void {
	for (const name of readdirSync(pluginsDir).filter((each) => each.startsWith(STAGING)))
		rmSync(join(pluginsDir, name), { recursive: true, force: true });
}
