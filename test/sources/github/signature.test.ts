import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { checkSignature } from "../../../src/sources/github/signature.js";

// https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
const PUBLISHED = {
	secret: "It's a Secret to Everybody",
	body: Buffer.from("Hello, World!"),
	digest: "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
};

describe("a signature of GitHub's", () => {
	test("is accepted as GitHub's documentation publishes it", () => {
		assert.equal(checkSignature(`sha256=${PUBLISHED.digest}`, PUBLISHED.body, [PUBLISHED.secret]), undefined);
	});

	test("is accepted from the old secret and the new one while they are rotated", () => {
		const body = Buffer.from("{}");

		for (const secret of ["old", "new"]) {
			assert.equal(checkSignature(sign(body, secret), body, ["old", "new"]), undefined, secret);
		}
		assert.equal(checkSignature(sign(body, "older"), body, ["old", "new"])?.code, "signature_wrong");
	});

	test("is computed over the bytes as they came", () => {
		const body = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);

		assert.equal(checkSignature(sign(body, "s"), body, ["s"]), undefined);
		assert.equal(
			checkSignature(sign(body, "s"), Buffer.from(body.toString("utf8")), ["s"])?.code,
			"signature_wrong",
		);
	});
});

describe("a delivery is refused", () => {
	const { secret, body, digest } = PUBLISHED;
	const flipped = digest.replace(/7$/, "8");
	const refusals: Record<string, [header: string | undefined, code: string]> = {
		"without the header": [undefined, "signature_missing"],
		"with an empty header": ["", "signature_missing"],
		"with SHA-1": [`sha1=${digest.slice(0, 40)}`, "signature_malformed"],
		"without the name of the algorithm": [digest, "signature_malformed"],
		"with a digit too few": [`sha256=${digest.slice(1)}`, "signature_malformed"],
		"with a digit too many": [`sha256=${digest}0`, "signature_malformed"],
		"with what is no hexadecimal digit": [`sha256=${digest.slice(1)}g`, "signature_malformed"],
		"in upper case, which GitHub never sends": [`sha256=${digest.toUpperCase()}`, "signature_malformed"],
		"with a line break after it": [`sha256=${digest}\n`, "signature_malformed"],
		"with one digit wrong": [`sha256=${flipped}`, "signature_wrong"],
	};
	for (const [what, [header, code]] of Object.entries(refusals)) {
		test(what, () => {
			assert.equal(checkSignature(header, body, [secret])?.code, code);
		});
	}

	test("when the body was altered", () => {
		assert.equal(
			checkSignature(`sha256=${digest}`, Buffer.from("Hello, World?"), [secret])?.code,
			"signature_wrong",
		);
	});

	test("when no secret is set, or an empty one, which everybody knows", () => {
		const empty = sign(body, "");

		assert.equal(checkSignature(empty, body, [])?.code, "secret_missing");
		assert.equal(checkSignature(empty, body, [""])?.code, "secret_missing");
		assert.equal(checkSignature(empty, body, ["", secret])?.code, "signature_wrong");
	});
});

function sign(body: Buffer, secret: string): string {
	return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}
