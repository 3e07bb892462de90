/** The payloads of @octokit/webhooks-examples, as GitHub would post them. */
import { createHmac, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import type { WebhookRequest } from "../../../src/sources/source.js";

export interface Example {
	/** `check_run 3 (api.github.com)` */
	readonly title: string;
	readonly eventType: string;
	readonly payload: Readonly<Record<string, unknown>>;
}

export const SECRET = "a secret of the test's own";

/** Of github.com and of the Enterprise servers. */
const COLLECTIONS = ["api.github.com", "ghes-31", "ghes-32", "ghes-33", "ghes-34", "ghes-35"];

export function readExamples(): readonly Example[] {
	const require = createRequire(import.meta.url);
	return COLLECTIONS.flatMap((collection) =>
		parseCollection(require(`@octokit/webhooks-examples/${collection}/index.json`)).flatMap(
			({ name, examples }) =>
				examples.map((payload, index) => ({
					title: `${name} ${index} (${collection})`,
					eventType: name,
					payload,
				})),
		),
	);
}

function parseCollection(value: unknown) {
	return value as { name: string; examples: Readonly<Record<string, unknown>>[] }[];
}

export interface DeliveryOptions {
	readonly guid?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: Buffer;
}

export function toDelivery(
	eventType: string,
	payload: unknown,
	options: DeliveryOptions = {},
): WebhookRequest {
	const { guid = randomUUID(), headers = {}, body = Buffer.from(JSON.stringify(payload)) } = options;
	return {
		path: "/webhook",
		headers: {
			"content-type": "application/json",
			"user-agent": "GitHub-Hookshot/test",
			"x-github-delivery": guid,
			"x-github-event": eventType,
			"x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
			...headers,
		},
		body,
		receivedAtNs: 1_767_225_600_000_000_000n,
	};
}
