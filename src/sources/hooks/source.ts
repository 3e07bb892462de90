/** `POST /hooks/NAME`: whatever can post JSON, as config.toml describes it. */
import type { EventDraft } from "../../event/event.js";
import { checkAuthorization } from "../authentication/authorization.js";
import type { WebhookRefusal, WebhookRequest, WebhookSource } from "../source.js";
import type { Hook } from "./config.js";
import { checkStandardSignature } from "./standard-signature.js";
import { toDrafts } from "./to-drafts.js";

export interface HookSource extends WebhookSource {
	/** A draft that `waitbus source test` sends through. */
	createTestDraft(): EventDraft;
}

export function createHookSource(hook: Hook): HookSource {
	const { name, auth, source = name, event_type: eventType } = hook;
	return {
		name: `hooks.${name}`,
		path: `/hooks/${name}`,
		secretName: `hooks.${name}`,
		authenticate: CHECKS[auth],
		toDrafts: (request) => toDrafts(hook, request),
		createTestDraft: () => ({
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
