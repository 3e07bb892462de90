/** GitHub's webhooks: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
import { BusError } from "../../errors.js";
import type { EventDraft } from "../../event/event.js";
import { parseJsonObject } from "../parse-json-object.js";
import type { WebhookRequest, WebhookSource } from "../source.js";
import { checkSignature } from "./signature.js";
import { toDrafts } from "./to-drafts.js";

export const githubWebhook: WebhookSource = {
	name: "github",
	path: "/webhook",
	secretName: "github-webhook-secret",
	authenticate: ({ headers, body }, secrets) => checkSignature(headers["x-hub-signature-256"], body, secrets),
	toDrafts: readDelivery,
};

function readDelivery({ headers, body, receivedAtNs }: WebhookRequest): readonly EventDraft[] {
	const eventType = headers["x-github-event"];
	if (eventType === undefined) throw invalid("it has no X-GitHub-Event header");
	return toDrafts({
		eventType,
		payload: parseJsonObject(unwrapForm(body, headers["content-type"])),
		ingestMethod: "webhook",
		deliveryGuid: headers["x-github-delivery"],
		receivedAtNs,
	});
}

/** A webhook made in GitHub's settings posts a form unless somebody chose JSON. */
function unwrapForm(body: Buffer, contentType: string | undefined): Buffer {
	if (contentType?.toLowerCase().startsWith("application/x-www-form-urlencoded") !== true) return body;
	const payload = new URLSearchParams(body.toString("latin1")).get("payload");
	if (payload === null) throw invalid('it is a form without the field "payload"');
	return Buffer.from(payload);
}

function invalid(reason: string): BusError {
	return new BusError("EVENT_INVALID", `Cannot take the delivery: ${reason}`);
}
