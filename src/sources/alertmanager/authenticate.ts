import { checkAuthorization } from "../authentication/authorization.js";
import { checkSignature } from "../github/signature.js";
import type { WebhookRefusal, WebhookRequest } from "../source.js";

/**
 * Alertmanager itself can send a bearer token or a user and a password (`http_config` of its receiver).
 * What stands between it and us may sign the body instead, as GitHub does.
 */
export function authenticate(
	{ headers, body }: WebhookRequest,
	secrets: readonly string[],
): WebhookRefusal | undefined {
	const signature = headers["x-hub-signature-256"];
	if (signature !== undefined && headers["authorization"] === undefined)
		return checkSignature(signature, body, secrets);
	return checkAuthorization(headers["authorization"], secrets, ["bearer", "basic"]);
}
