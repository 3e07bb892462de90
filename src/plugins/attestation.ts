/** What a registry has to say of who published a package: a Sigstore bundle, kept beside the plugin. */
import { readFileSync, writeFileSync } from "node:fs";
import * as v from "valibot";
import { describeSystemError } from "../platform/system-error.js";
import { type Identity, readLock } from "./identity.js";
import type { Manifest } from "./manifest.js";
import { runNpm } from "./npm.js";
import type { PluginPlaces } from "./places.js";

export type Attestation =
	| { readonly state: "found"; readonly bundle: unknown }
	/** `why` is a clause. */
	| { readonly state: "none" | "unreachable"; readonly why: string };

const TIMEOUT_MS = 15_000;
const MAX_LENGTH = 4 * 1024 * 1024;
// SLSA build provenance: the other attestation of npm's registry is the registry's own.
const PROVENANCE = /^https:\/\/slsa\.dev\/provenance\//;

const answerSchema = v.object({
	attestations: v.array(v.object({ predicateType: v.string(), bundle: v.unknown() })),
});

/** Asks the registry that it came from, unless the answer has been kept. */
export async function findAttestation(manifest: Manifest, places: PluginPlaces): Promise<Attestation> {
	const { packageName, version } = manifest;
	const { resolved, integrity } = readLock(places.lockPath, packageName) ?? {};
	const kept = readKept(places.attestationPath);
	if (kept !== undefined && kept.integrity === integrity) return { state: "found", bundle: kept.bundle };
	if (resolved === undefined || !/^https?:/.test(resolved))
		return { state: "none", why: "it did not come from a registry" };
	try {
		const url = await findUrl(`${packageName}@${version}`, places.root);
		if (url === undefined) return { state: "none", why: "its registry has no attestation of it" };
		// Of the registry that the tarball came from, which may be a mirror of the one that is named.
		const bundle = findProvenance(await download(new URL(new URL(url).pathname, resolved)));
		return bundle === undefined
			? { state: "none", why: "its registry has no build provenance of it" }
			: { state: "found", bundle };
	} catch (error) {
		return { state: "unreachable", why: `its registry cannot be asked: ${describeSystemError(error)}` };
	}
}

const keptSchema = v.object({
	/** Of the tarball that it is about. */
	integrity: v.optional(v.string()),
	bundle: v.unknown(),
});

/** So that it can be verified again without the registry. */
export function keepAttestation(
	bundle: unknown,
	{ integrity }: Identity,
	{ attestationPath }: PluginPlaces,
): void {
	writeFileSync(attestationPath, JSON.stringify({ integrity, bundle }), { mode: 0o600 });
}

function readKept(path: string): v.InferOutput<typeof keptSchema> | undefined {
	try {
		return v.parse(keptSchema, JSON.parse(readFileSync(path, "utf8")));
	} catch {
		// Never kept, or not as this keeps it: the registry is asked again.
		return undefined;
	}
}

async function findUrl(spec: string, cwd: string): Promise<string | undefined> {
	const printed = await runNpm(["view", spec, "dist.attestations.url", "--json"], cwd);
	return printed.trim() === "" ? undefined : v.parse(v.string(), JSON.parse(printed));
}

async function download(url: URL): Promise<unknown> {
	const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
	if (!response.ok) throw new Error(`it answers ${response.status}`);
	const text = await response.text();
	if (text.length > MAX_LENGTH) throw new Error("its answer is too long");
	return JSON.parse(text);
}

function findProvenance(answer: unknown): unknown {
	const { attestations } = v.parse(answerSchema, answer);
	return attestations.find(({ predicateType }) => PROVENANCE.test(predicateType))?.bundle;
}
