import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { checkStandardSignature, signStandard } from "../../../src/sources/hooks/standard-signature.js";

// The example of the specification.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIMESTAMP = 1_614_265_330;
const BODY = '{"test": 2432232314}';
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

test("the example of the specification is authentic", () => {
	assert.equal(check({}), undefined);
});

test("what the standardwebhooks package signs is authentic", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), fc.string({ minLength: 1 }), (body, id) => {
			const secret = `whsec_${randomBytes(24).toString("base64")}`;
			const signature = new Webhook(secret).sign(id, new Date(TIMESTAMP * 1_000), body);

			assert.equal(check({ id, body, signature, secrets: [secret] }), undefined);
		}),
	);
});

test("what we sign is authentic to the standardwebhooks package", () => {
	const secret = `whsec_${randomBytes(32).toString("base64")}`;
	const timestamp = Math.floor(Date.now() / 1_000);
	const signature = signStandard({ id: ID, timestamp, body: Buffer.from(BODY) }, secret);

	const headers = {
		"webhook-id": ID,
		"webhook-timestamp": String(timestamp),
		"webhook-signature": signature,
	};

	assert.deepEqual(new Webhook(secret).verify(BODY, headers), { test: 2_432_232_314 });
});

test("one signature of several will do, as the sender rotates its secret", () => {
	const other = new Webhook(`whsec_${randomBytes(24).toString("base64")}`).sign(
		ID,
		new Date(TIMESTAMP * 1_000),
		BODY,
	);

	assert.equal(
		check({
			signature: `v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== ${other} ${SIGNATURE}`,
		}),
		undefined,
	);
});

test("one secret of several will do, as we rotate ours", () => {
	assert.equal(check({ secrets: ["whsec_bmV3ZXI=", SECRET] }), undefined);
});

test("a secret without its prefix is base64, as the package takes it, or plain text", () => {
	assert.equal(check({ secrets: [SECRET.slice("whsec_".length)] }), undefined);
	const plain = "correct horse battery staple";
	const signature = new Webhook(plain, { format: "raw" }).sign(ID, new Date(TIMESTAMP * 1_000), BODY);
	assert.equal(check({ signature, secrets: [plain] }), undefined);
});

for (const ageSeconds of [300, 0, -300]) {
	test(`a message of ${ageSeconds} s ago is recent`, () => {
		assert.equal(check({ ageSeconds }), undefined);
	});
}

const REFUSED: Readonly<Record<string, readonly [change: Change, code: string]>> = {
	"a message that is too old": [{ ageSeconds: 301 }, "timestamp_stale"],
	"a message of the future": [{ ageSeconds: -301 }, "timestamp_stale"],
	"another body": [{ body: BODY.replace("2", "3") }, "signature_wrong"],
	"another id": [{ id: "msg_other" }, "signature_wrong"],
	"another time": [{ timestamp: String(TIMESTAMP + 1) }, "signature_wrong"],
	"another secret": [{ secrets: ["whsec_b3RoZXI="] }, "signature_wrong"],
	"half a signature": [{ signature: SIGNATURE.slice(0, 20) }, "signature_wrong"],
	"an empty signature": [{ signature: "v1," }, "signature_wrong"],
	"a signature of another version": [{ signature: SIGNATURE.replace("v1", "v2") }, "signature_malformed"],
	"no version": [{ signature: SIGNATURE.slice(3) }, "signature_malformed"],
	"a time that is no number": [{ timestamp: "soon" }, "signature_malformed"],
	"a time in another notation": [{ timestamp: "1.614265330e9" }, "signature_malformed"],
	"no id": [{ id: "" }, "signature_malformed"],
	"no signature": [{ signature: undefined }, "signature_missing"],
	"a secret that is none": [{ secrets: ["whsec_"] }, "secret_malformed"],
};

for (const [what, [change, code]] of Object.entries(REFUSED)) {
	test(`${what} is refused as ${code}`, () => {
		assert.equal(check(change)?.code, code);
	});
}

interface Change {
	readonly id?: string;
	readonly timestamp?: string;
	readonly body?: string;
	readonly signature?: string | undefined;
	readonly secrets?: readonly string[];
	readonly ageSeconds?: number;
}

/** Checks the example of the specification, or what becomes of it by a change. */
function check(change: Change) {
	const { id = ID, timestamp = String(TIMESTAMP), body = BODY, secrets = [SECRET], ageSeconds = 0 } = change;
	const signature = "signature" in change ? change.signature : SIGNATURE;
	const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
	const receivedAtNs = BigInt(TIMESTAMP + ageSeconds) * 1_000_000_000n;
	return checkStandardSignature(
		{ path: "/hooks/ci", headers, body: Buffer.from(body), receivedAtNs },
		secrets,
	);
}
