import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAuthorization } from "../../../src/sources/authentication/authorization.js";

const BOTH = ["bearer", "basic"] as const;

const AUTHENTIC: Readonly<Record<string, string>> = {
	"the token of Bearer": "Bearer s3cret",
	"a scheme in any case": "bEARER s3cret",
	"the password of Basic, whoever the user is": `Basic ${encode("anybody:s3cret")}`,
	"no user at all": `Basic ${encode(":s3cret")}`,
	"the older of two secrets": "Bearer 0lder",
};

for (const [what, header] of Object.entries(AUTHENTIC)) {
	test(`${what} is believed`, () => {
		assert.equal(checkAuthorization(header, ["s3cret", "0lder"], BOTH), undefined);
	});
}

test("a password may hold colons", () => {
	assert.equal(checkAuthorization(`Basic ${encode("user:a:b")}`, ["a:b"], BOTH), undefined);
});

const REFUSED: Readonly<Record<string, readonly [header: string | undefined, code: string]>> = {
	"no header": [undefined, "authorization_missing"],
	"an empty one": ["", "authorization_malformed"],
	"another scheme": ["Digest s3cret", "authorization_malformed"],
	"no token": ["Bearer ", "authorization_malformed"],
	"another token": ["Bearer s3cre", "authorization_wrong"],
	"a longer token": ["Bearer s3crets", "authorization_wrong"],
	"a token in another case": ["Bearer S3CRET", "authorization_wrong"],
	"another password": [`Basic ${encode("s3cret:guess")}`, "authorization_wrong"],
	"a user alone": [`Basic ${encode("s3cret")}`, "authorization_wrong"],
	"no password": [`Basic ${encode("user:")}`, "authorization_wrong"],
};

for (const [what, [header, code]] of Object.entries(REFUSED)) {
	test(`${what} is refused as ${code}`, () => {
		assert.equal(checkAuthorization(header, ["s3cret", ""], BOTH)?.code, code);
	});
}

test("a refusal names every scheme that would do", () => {
	const refusal = checkAuthorization(undefined, ["s3cret"], BOTH);

	assert.equal(refusal?.challenge, 'Bearer realm="waitbus", Basic realm="waitbus", charset="UTF-8"');
});

test("a scheme that was not asked for is refused", () => {
	const refusal = checkAuthorization(`Basic ${encode("user:s3cret")}`, ["s3cret"], ["bearer"]);

	assert.equal(refusal?.code, "authorization_malformed");
});

function encode(text: string): string {
	return Buffer.from(text).toString("base64");
}
