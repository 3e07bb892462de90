/** All there is to know of a plugin before one trusts it. None of its code runs for that. */
import { type Attestation, findAttestation } from "./attestation.js";
import { findDistrust } from "./find-distrust.js";
import { type Identity, type Publisher, readIdentity } from "./identity.js";
import type { Manifest } from "./manifest.js";
import type { PluginPlaces } from "./places.js";
import type { Trust } from "./trust-file.js";
import type { TrustedRootOptions } from "./trusted-root.js";

export type Provenance =
	| {
			readonly state: "verified";
			readonly publisher: Publisher;
			readonly note: string | undefined;
			/** To be kept. */
			readonly bundle: unknown;
	  }
	| Exclude<Attestation, { readonly state: "found" }>;

export interface Inspection {
	readonly manifest: Manifest;
	readonly identity: Identity;
	readonly provenance: Provenance;
}

/** @throws BusError PLUGIN_NOT_INSTALLED, PLUGIN_INVALID, PROVENANCE_INVALID, PATH_INVALID */
export async function inspectPlugin(
	{ manifest, places }: { readonly manifest: Manifest; readonly places: PluginPlaces },
	keys: TrustedRootOptions,
): Promise<Inspection> {
	const identity = await readIdentity(manifest, places);
	const attestation = await findAttestation(manifest, places);
	if (attestation.state !== "found") return { manifest, identity, provenance: attestation };
	const { bundle } = attestation;
	const { verifyAttestation } = await import("./verify-attestation.js");
	const verified = await verifyAttestation(bundle, identity, keys);
	return { manifest, identity, provenance: { state: "verified", ...verified, bundle } };
}

/** In what it differs from the one that is trusted, as a clause. The same publisher may bring another version. */
export function findChange({ identity, provenance }: Inspection, trust: Trust): string | undefined {
	if (trust.publisher === undefined || identity.package !== trust.package)
		return findDistrust(identity, trust)?.reason;
	const trusted = `${trust.publisher.workflow} was trusted to publish it`;
	if (provenance.state !== "verified") return `${trusted}, and who did is not known: ${provenance.why}`;
	const { issuer, workflow } = provenance.publisher;
	if (issuer === trust.publisher.issuer && workflow === trust.publisher.workflow) return undefined;
	return `${trusted}, and ${workflow} did`;
}
