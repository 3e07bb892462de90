/** X-Hub-Signature-256: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookRefusal } from "../source.js";

// GitHub sends lower case, and its own checks compare text, so upper case is another signature.
const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/**
 * @param secrets Several while one replaces another: any of them will do.
 * @returns undefined when the body is signed with one of the secrets, otherwise why not
 */
export function checkSignature(
	header: string | undefined,
	body: Buffer,
	secrets: readonly string[],
): WebhookRefusal | undefined {
	// An empty key signs as well as any other, and everybody has it.
	const keys = secrets.filter((secret) => secret !== "");
	if (keys.length === 0) return refuse("secret_missing", "no secret is set, so nobody can be believed");
	if (header === undefined || header === "")
		return refuse("signature_missing", "it has no X-Hub-Signature-256 header");
	const signature = SIGNATURE.exec(header)?.[1];
	if (signature === undefined)
		return refuse("signature_malformed", "sha256= and 64 digits of lower case are wanted");
	const claimed = Buffer.from(signature, "hex");
	// Every key is tried, so that the time tells nothing of which one fits.
	const matches = keys.filter((key) => timingSafeEqual(sign(body, key), claimed));
	return matches.length > 0
		? undefined
		: refuse("signature_wrong", "it was signed with another secret, or altered on its way");
}

function sign(body: Buffer, key: string): Buffer {
	return createHmac("sha256", key).update(body).digest();
}

function refuse(code: string, reason: string): WebhookRefusal {
	return { code, message: `Cannot accept the delivery: ${reason}` };
}
