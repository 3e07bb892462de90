/** Sigstore's word on who published a package. In a chunk of its own: only whoever adds or verifies a plugin loads it. */
import { bundleFromJSON, isBundleWithDsseEnvelope } from "@sigstore/bundle";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import * as v from "valibot";
import { BusError } from "../errors.js";
import type { Identity, Publisher } from "./identity.js";
import { loadTrustedRoot, type TrustedRoot, type TrustedRootOptions } from "./trusted-root.js";

// in-toto Statement, https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
const statementSchema = v.object({
	subject: v.array(v.object({ name: v.string(), digest: v.object({ sha512: v.string() }) })),
});

interface VerifiedPublisher {
	readonly publisher: Publisher;
	/** What is to be said of the keys that were used. */
	readonly note: string | undefined;
}

/**
 * Checks the signature, the certificate and the entry in the transparency log, and that they are about this package.
 * @throws BusError PROVENANCE_INVALID, PATH_INVALID
 */
export async function verifyAttestation(
	bundle: unknown,
	identity: Identity,
	keys: TrustedRootOptions,
): Promise<VerifiedPublisher> {
	const { root, note } = await loadTrustedRoot(keys);
	return { publisher: verify(bundle, identity, root), note };
}

function verify(bundle: unknown, identity: Identity, root: TrustedRoot["root"]): Publisher {
	try {
		const parsed = bundleFromJSON(bundle);
		if (!isBundleWithDsseEnvelope(parsed)) throw new Error("it holds no statement");
		const { identity: signer } = new Verifier(toTrustMaterial(root)).verify(toSignedEntity(parsed));
		const issuer = signer?.extensions?.issuer;
		const subject = signer?.subjectAlternativeName;
		if (issuer === undefined || subject === undefined) throw new Error("its certificate names no publisher");
		checkSubject(parsed.content.dsseEnvelope.payload, identity);
		// What follows the last @ is the branch or tag, another one with each release.
		return { issuer, workflow: subject.replace(/@[^@]*$/, "") };
	} catch (cause) {
		const why = cause instanceof Error ? cause.message : String(cause);
		throw new BusError(
			"PROVENANCE_INVALID",
			`Cannot believe the provenance of "${identity.package}": ${why}`,
			{
				hint: "Do not use this version; tell whoever publishes it",
				cause,
			},
		);
	}
}

function checkSubject(payload: Buffer, { package: name, version, integrity }: Identity): void {
	const { subject } = v.parse(statementSchema, JSON.parse(payload.toString("utf8")));
	const sha512 = Buffer.from(integrity?.replace(/^sha512-/, "") ?? "", "base64").toString("hex");
	// Package URL, https://github.com/package-url/purl-spec: the @ of a scope is escaped.
	const purl = `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;
	if (!subject.some((each) => each.name === purl && each.digest.sha512 === sha512))
		throw new Error("it is about another package, another version or another tarball");
}
