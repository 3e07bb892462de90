import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, type TestContext, test } from "node:test";
import { BusError } from "../../src/errors.js";
import type { Identity } from "../../src/plugins/identity.js";
import { verifyAttestation } from "../../src/plugins/verify-attestation.js";
import { createFakeSigstore, type FakeSigstore, ISSUER } from "../support/fake-sigstore.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const WORKFLOW = "https://host.test/me/it/.github/workflows/release.yml";
const INTEGRITY = `sha512-${Buffer.alloc(64, 7).toString("base64")}`;
const IDENTITY: Identity = { package: "@me/it", version: "1.0.0", integrity: INTEGRITY, files: "sha512-" };
const PROVENANCE = {
	packageName: "@me/it",
	version: "1.0.0",
	integrity: INTEGRITY,
	publisher: `${WORKFLOW}@refs/tags/v1`,
};

describe("what Sigstore says of who published a package", () => {
	let sigstore: FakeSigstore;
	before(async () => {
		sigstore = await createFakeSigstore();
	});

	test("is believed, whichever branch or tag it was built from", async (t) => {
		const bundle = await sigstore.attest(PROVENANCE);

		const verified = await verifyAttestation(bundle, IDENTITY, keys(t, sigstore));

		assert.deepEqual(verified, { publisher: { issuer: ISSUER, workflow: WORKFLOW }, note: undefined });
	});

	const others: Record<string, Partial<typeof PROVENANCE>> = {
		"another package": { packageName: "@me/other" },
		"another version": { version: "1.0.1" },
		"another tarball": { integrity: `sha512-${Buffer.alloc(64, 8).toString("base64")}` },
	};
	for (const [what, other] of Object.entries(others)) {
		test(`is not believed when it is about ${what}`, async (t) => {
			const bundle = await sigstore.attest({ ...PROVENANCE, ...other });

			await assert.rejects(
				verifyAttestation(bundle, IDENTITY, keys(t, sigstore)),
				isInvalid(/it is about another package, another version or another tarball$/),
			);
		});
	}

	test("is not believed when another Sigstore says it", async (t) => {
		const bundle = await (await createFakeSigstore()).attest(PROVENANCE);

		await assert.rejects(verifyAttestation(bundle, IDENTITY, keys(t, sigstore)), isInvalid(/./));
	});

	test("is not believed when it was altered, or is nothing at all", async (t) => {
		const bundle = (await sigstore.attest(PROVENANCE)) as { dsseEnvelope: { payload: string } };
		const payload = Buffer.from(bundle.dsseEnvelope.payload, "base64").toString().replace("1.0.0", "1.0.0 ");
		const altered = {
			...bundle,
			dsseEnvelope: { ...bundle.dsseEnvelope, payload: Buffer.from(payload).toString("base64") },
		};

		for (const forged of [altered, {}, null, "bundle"])
			await assert.rejects(verifyAttestation(forged, IDENTITY, keys(t, sigstore)), isInvalid(/./));
	});

	test("needs keys to be checked with", async (t) => {
		const bundle = await sigstore.attest(PROVENANCE);
		const path = join(makeTemporaryDirectory(t), "none.json");

		await assert.rejects(
			verifyAttestation(bundle, IDENTITY, { cachePath: "", path }),
			(error) => error instanceof BusError && error.code === "PATH_INVALID",
		);
	});
});

function keys(t: TestContext, { trustedRoot }: FakeSigstore): { cachePath: string; path: string } {
	const directory = makeTemporaryDirectory(t);
	const path = join(directory, "trusted_root.json");
	writeFileSync(path, trustedRoot);
	return { cachePath: directory, path };
}

function isInvalid(why: RegExp): (error: unknown) => boolean {
	return (error) => {
		assert.ok(error instanceof BusError);
		assert.equal(error.code, "PROVENANCE_INVALID");
		assert.match(error.message, /^Cannot believe the provenance of "@me\/it": /);
		assert.match(error.message, why);
		return true;
	};
}
