/** A hook made of a section of config.toml, and requests to it. */
import { parseHooksConfig } from "../../../src/sources/hooks/config.js";
import type { HookSource } from "../../../src/sources/hooks/source.js";
import { createHookSource } from "../../../src/sources/hooks/source.js";
import type { WebhookRequest } from "../../../src/sources/source.js";

export function createHook(section: object, name = "ci"): HookSource {
	const [hook] = parseHooksConfig({ [name]: { auth: "bearer", ...section } });
	if (hook === undefined) throw new TypeError("the section makes no hook");
	return createHookSource(hook);
}

export function requestOf(body: unknown, headers: WebhookRequest["headers"] = {}): WebhookRequest {
	const text = typeof body === "string" ? body : JSON.stringify(body);
	return { path: "/hooks/ci", headers, body: Buffer.from(text), receivedAtNs: 1_767_225_600_000_000_000n };
}
