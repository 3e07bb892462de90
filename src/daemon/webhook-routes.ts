/** Who may post to the webhook listener, as config.toml has it. */
import type { AlertmanagerSource } from "../sources/alertmanager/source.js";
import { githubWebhook } from "../sources/github/webhook.js";
import { toHooks } from "../sources/hooks/config.js";
import { createHookSource } from "../sources/hooks/source.js";
import type { Config } from "./config.js";
import type { WebhookTerms } from "./webhooks.js";

export function toWebhookTerms(
	{ webhooks, hooks }: Config,
	{ webhook }: Pick<AlertmanagerSource, "webhook">,
): WebhookTerms {
	const routes = [githubWebhook, webhook, ...toHooks(hooks).map(createHookSource)];
	return { port: webhooks.port, routes };
}
