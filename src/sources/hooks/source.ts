/** `POST /hooks/NAME`: whatever can post JSON, as config.toml describes it. */
import type { EventDraft } from "../../event/event.js";
import { checkAuthorization } from "../authentication/authorization.js";
import type { SourceDescription, WebhookRefusal, WebhookRequest, WebhookSource } from "../source.js";
import type { Hook } from "./config.js";
import { checkStandardSignature } from "./standard-signature.js";
import { toDrafts } from "./to-drafts.js";

export type HookSource = WebhookSource & SourceDescription;

export function createHookSource(hook: Hook): HookSource {
	const { name, auth, source = name, event_type: eventType = "webhook", fields } = hook;
	return {
		name: `hooks.${name}`,
		summary: `What is posted to /hooks/${name}, as events of the source ${source}`,
		eventTypes: typeof eventType === "string" ? [eventType] : [],
		fields: Object.fromEntries(Object.keys(fields).map((field) => [field, "as config.toml maps it"])),
		path: `/hooks/${name}`,
		secretName: `hooks.${name}`,
		authenticate: CHECKS[auth],
		toDrafts: (request) => toDrafts(hook, request),
		createTestDraft: (): EventDraft => ({
			source,
			event_type: typeof eventType === "string" ? eventType : "webhook",
			summary: `A test of the hook ${name}`,
			fields: { conclusion: "success" },
		}),
	};
}

const CHECKS: Readonly<Record<Hook["auth"], WebhookSource["authenticate"]>> = {
	standard: checkStandardSignature,
	bearer: checkBearer,
};

function checkBearer({ headers }: WebhookRequest, secrets: readonly string[]): WebhookRefusal | undefined {
	return checkAuthorization(headers["authorization"], secrets, ["bearer"]);
}
