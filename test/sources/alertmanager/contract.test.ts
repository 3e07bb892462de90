import assert from "node:assert/strict";
import { parseAlertmanagerConfig } from "../../../src/sources/alertmanager/config.js";
import { createAlertmanagerSource } from "../../../src/sources/alertmanager/source.js";
import { testSource } from "../contract.js";
import { testWebhook } from "../webhook-contract.js";
import { notificationOf } from "./notifications.js";

const CONFIG = { watchdog: { timeout: "1s" } };
const SECRET = "s3cret";

const MALFORMED: ReadonlyMap<string, string> = new Map([
	["a notification that is no JSON", "{"],
	["alerts that are none", '{"version":"4","alerts":[null,7,[],{}]}'],
]);

testSource({
	name: "alertmanager",
	mischief: [...MALFORMED.keys()],
	hasUpstream: false,
	open: () => {
		let source = createAlertmanagerSource(parseAlertmanagerConfig(CONFIG));
		const post = (body: string | Buffer): void => {
			source.webhook.toDrafts({
				path: "/alertmanager",
				headers: {},
				body: Buffer.from(body),
				receivedAtNs: BigInt(Date.now()) * 1_000_000n,
			});
		};
		return {
			create: () => {
				source = createAlertmanagerSource(parseAlertmanagerConfig(CONFIG));
				return source.definition;
			},
			config: CONFIG,
			haste: 50,
			// It is heard once, and then missed.
			happen: () => post(notificationOf({ labels: { alertname: "Watchdog" } })),
			misbehave: (what) => assert.throws(() => post(MALFORMED.get(what) ?? ""), { code: "EVENT_INVALID" }),
		};
	},
});

testWebhook({
	name: "alertmanager",
	open: () => createAlertmanagerSource(parseAlertmanagerConfig(undefined)).webhook,
	secret: SECRET,
	sign: () => ({ authorization: `Bearer ${SECRET}` }),
	deliver: (n) => ({ body: notificationOf({ fingerprint: `fingerprint-${n}` }) }),
});
