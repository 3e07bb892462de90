/** Standard Webhooks, symmetric signatures: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookRefusal, WebhookRequest } from "../source.js";

const TOLERANCE_SECONDS = 5 * 60;
const PREFIX = "whsec_";
const VERSION = "v1,";

export interface SignedMessage {
	readonly id: string;
	/** Seconds since the epoch. */
	readonly timestamp: number;
	readonly body: Buffer;
}

/**
 * @param secrets Several while one replaces another: any of them will do, for any of the signatures.
 * @returns undefined when the body is signed with one of the secrets, lately, otherwise why not
 */
export function checkStandardSignature(
	{ headers, body, receivedAtNs }: WebhookRequest,
	secrets: readonly string[],
): WebhookRefusal | undefined {
	const { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signatures } = headers;
	if (id === undefined || time === undefined || signatures === undefined) {
		return refuse("signature_missing", "it lacks webhook-id, webhook-timestamp or webhook-signature");
	}
	if (id === "" || !/^\d{1,12}$/.test(time)) {
		return refuse(
			"signature_malformed",
			"its webhook-id is empty, or its webhook-timestamp is not in seconds",
		);
	}
	const claimed = signatures
		.split(" ")
		.filter((text) => text.startsWith(VERSION))
		.map(decode);
	if (claimed.length === 0) return refuse("signature_malformed", "none of its signatures is of version v1");
	const message = { id, timestamp: Number(time), body };
	const expected = secrets.flatMap(toKeys).map((key) => digest(message, key));
	if (expected.length === 0) return refuse("secret_malformed", "the secret is not base64 after whsec_");
	// Every pair is compared, so that the time tells nothing of which one fits.
	const matches = expected.flatMap((one) => claimed.filter((other) => isSame(one, other)));
	if (matches.length === 0)
		return refuse("signature_wrong", "it was signed with another secret, or altered on its way");
	// Only now: to whoever does not know the secret, the clock of this machine is nobody's business.
	const ageSeconds = Number(receivedAtNs / 1_000_000_000n) - message.timestamp;
	if (Math.abs(ageSeconds) <= TOLERANCE_SECONDS) return undefined;
	return refuse(
		"timestamp_stale",
		`it was signed ${Math.abs(ageSeconds)} s ${ageSeconds > 0 ? "ago" : "ahead of this clock"}`,
	);
}

/** The header `webhook-signature` of a message. */
export function signStandard(message: SignedMessage, secret: string): string {
	const [key = Buffer.alloc(0)] = toKeys(secret);
	return VERSION + digest(message, key).toString("base64");
}

function decode(signature: string): Buffer {
	return Buffer.from(signature.slice(VERSION.length), "base64");
}

/** Without the prefix nobody can tell base64 from plain text, so either will do. An empty key is everybody's. */
function toKeys(secret: string): readonly Buffer[] {
	const decoded = Buffer.from(secret.replace(PREFIX, ""), "base64");
	const keys = secret.startsWith(PREFIX) ? [decoded] : [decoded, Buffer.from(secret)];
	return keys.filter((key) => key.length > 0);
}

function digest({ id, timestamp, body }: SignedMessage, key: Buffer): Buffer {
	return createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
}

function isSame(one: Buffer, other: Buffer): boolean {
	return one.length === other.length && timingSafeEqual(one, other);
}

function refuse(code: string, reason: string): WebhookRefusal {
	return { code, message: `Cannot accept the delivery: ${reason}` };
}
