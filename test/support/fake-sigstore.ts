/** A Sigstore of the test's own: its authority certifies whatever publisher it is told, and its logs note it. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { initializeCA, initializeCTLog, initializeTLog } from "@sigstore/mock";

export interface Provenance {
	readonly packageName: string;
	readonly version: string;
	/** `sha512-…` of the tarball. */
	readonly integrity: string;
	/** What the certificate is issued to, such as `https://host.test/me/it/.github/workflows/release.yml@refs/tags/v1`. */
	readonly publisher: string;
}

export interface FakeSigstore {
	/** The keys to believe, as a file. */
	readonly trustedRoot: string;
	/** A bundle, as a registry hands it out. */
	attest(provenance: Provenance): Promise<unknown>;
}

export const ISSUER = "https://issuer.test";
const ISSUER_OID = "1.3.6.1.4.1.57264.1.8";
const PAYLOAD_TYPE = "application/vnd.in-toto+json";

export async function createFakeSigstore(): Promise<FakeSigstore> {
	const notary = await initializeCTLog(generateKeyPairSync("ec", { namedCurve: "P-256" }));
	const authority = await initializeCA(generateKeyPairSync("ec", { namedCurve: "P-384" }), notary);
	const log = await initializeTLog("https://log.test", generateKeyPairSync("ec", { namedCurve: "P-256" }));
	const validFor = { start: "2020-01-01T00:00:00Z" };
	const toLog = (publicKey: Buffer, baseUrl: string): object => ({
		baseUrl,
		hashAlgorithm: "SHA2_256",
		publicKey: { rawBytes: base64(publicKey), keyDetails: "PKIX_ECDSA_P256_SHA_256", validFor },
		logId: { keyId: createHash("sha256").update(publicKey).digest("base64") },
	});
	const trustedRoot = {
		mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
		tlogs: [toLog(log.publicKey, "https://log.test")],
		certificateAuthorities: [
			{
				subject: { organization: "sigstore.mock", commonName: "sigstore" },
				uri: "https://authority.test",
				certChain: { certificates: [{ rawBytes: base64(authority.rootCertificate) }] },
				validFor,
			},
		],
		ctlogs: [toLog(notary.publicKey, "https://notary.test")],
		timestampAuthorities: [],
	};
	return {
		trustedRoot: JSON.stringify(trustedRoot),
		async attest({ publisher, ...about }) {
			const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
			const certificate = await authority.issueCertificate({
				publicKey: publicKey.export({ type: "spki", format: "der" }),
				subjectAltName: publisher,
				extensions: [{ oid: ISSUER_OID, value: ISSUER }],
			});
			const payload = Buffer.from(JSON.stringify(toStatement(about)));
			const signature = signEnvelope(payload, privateKey);
			// The types of the log's answer are not installed with it.
			const noted = (await log.log(toEntry(payload, signature, certificate))) as Record<string, LoggedEntry>;
			const [entry] = Object.values(noted);
			if (entry === undefined) throw new Error("the log noted nothing");
			return {
				mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
				verificationMaterial: {
					certificate: { rawBytes: base64(certificate) },
					tlogEntries: [toTlogEntry(entry)],
				},
				dsseEnvelope: {
					payload: base64(payload),
					payloadType: PAYLOAD_TYPE,
					signatures: [{ sig: signature, keyid: "" }],
				},
			};
		},
	};
}

function toStatement({ packageName, version, integrity }: Omit<Provenance, "publisher">): object {
	const sha512 = Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
	return {
		_type: "https://in-toto.io/Statement/v1",
		subject: [{ name: `pkg:npm/${packageName.replace("@", "%40")}@${version}`, digest: { sha512 } }],
		predicateType: "https://slsa.dev/provenance/v1",
		predicate: {},
	};
}

/** DSSE v1, https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
function signEnvelope(payload: Buffer, key: KeyObject): string {
	const head = `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `;
	return sign("sha256", Buffer.concat([Buffer.from(head), payload]), key).toString("base64");
}

function toEntry(payload: Buffer, signature: string, certificate: ArrayBufferView): object {
	const pem = `-----BEGIN CERTIFICATE-----\n${base64(certificate)}\n-----END CERTIFICATE-----\n`;
	return {
		kind: "dsse",
		apiVersion: "0.0.1",
		spec: {
			payloadHash: { algorithm: "sha256", value: createHash("sha256").update(payload).digest("hex") },
			signatures: [{ signature, verifier: base64(Buffer.from(pem)) }],
		},
	};
}

/** As Rekor answers, of what is used here. */
interface LoggedEntry {
	readonly body: string;
	readonly integratedTime: number;
	readonly logID: string;
	readonly logIndex: number;
	readonly verification: {
		readonly signedEntryTimestamp: string;
		readonly inclusionProof: {
			readonly logIndex: number;
			readonly rootHash: string;
			readonly treeSize: number;
			readonly checkpoint: string;
		};
	};
}

function toTlogEntry({ body, integratedTime, logID, logIndex, verification }: LoggedEntry): object {
	const { signedEntryTimestamp, inclusionProof } = verification;
	return {
		logIndex: String(logIndex),
		logId: { keyId: Buffer.from(logID, "hex").toString("base64") },
		kindVersion: { kind: "dsse", version: "0.0.1" },
		integratedTime: String(integratedTime),
		inclusionPromise: { signedEntryTimestamp },
		inclusionProof: {
			logIndex: String(inclusionProof.logIndex),
			rootHash: Buffer.from(inclusionProof.rootHash, "hex").toString("base64"),
			treeSize: String(inclusionProof.treeSize),
			hashes: [],
			checkpoint: { envelope: inclusionProof.checkpoint },
		},
		canonicalizedBody: body,
	};
}

function base64(bytes: ArrayBufferView): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
