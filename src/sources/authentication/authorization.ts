/** The Authorization header: RFC 6750 (Bearer) and RFC 7617 (Basic). */
import { createHash, timingSafeEqual } from "node:crypto";
import type { WebhookRefusal } from "../source.js";

export type Scheme = "bearer" | "basic";

const CHALLENGES: Readonly<Record<Scheme, string>> = {
	bearer: 'Bearer realm="waitbus"',
	basic: 'Basic realm="waitbus", charset="UTF-8"',
};

/**
 * The secret is the token of Bearer, or the password of Basic, whoever the user is said to be.
 * @param secrets Several while one replaces another: any of them will do.
 * @returns undefined when the header carries one of the secrets, otherwise why not
 */
export function checkAuthorization(
	header: string | undefined,
	secrets: readonly string[],
	schemes: readonly Scheme[],
): WebhookRefusal | undefined {
	const challenge = schemes.map((scheme) => CHALLENGES[scheme]).join(", ");
	if (header === undefined)
		return refuse("authorization_missing", "it has no Authorization header", challenge);
	const [, word = "", credentials = ""] = /^(\S+) +(\S+) *$/.exec(header) ?? [];
	const scheme = schemes.find((known) => known === word.toLowerCase());
	if (scheme === undefined) {
		return refuse(
			"authorization_malformed",
			`its Authorization header is not ${schemes.join(" or ")}`,
			challenge,
		);
	}
	const secret = scheme === "bearer" ? credentials : passwordOf(credentials);
	// Every secret is compared, so that the time tells nothing of which one fits.
	const matches = secrets.filter((known) => known !== "" && isSame(known, secret));
	return matches.length > 0
		? undefined
		: refuse("authorization_wrong", "it carries another secret", challenge);
}

function passwordOf(credentials: string): string {
	const pair = Buffer.from(credentials, "base64").toString("utf8");
	const colon = pair.indexOf(":");
	return colon < 0 ? "" : pair.slice(colon + 1);
}

/** Digests are of one length, so the time tells nothing of the length of the secret either. */
function isSame(one: string, other: string): boolean {
	return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}

function refuse(code: string, reason: string, challenge: string): WebhookRefusal {
	return { code, message: `Cannot accept the delivery: ${reason}`, challenge };
}
