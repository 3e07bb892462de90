/** A delivery as GitHub posts it, signed, to the listener; whoever subscribed gets its event. The address is the port. */
import { createHmac, randomUUID } from "node:crypto";
import { Agent, type OutgoingHttpHeaders, request } from "node:http";
import { createRequire } from "node:module";
import { connect } from "../../src/index.js";
import type { Courier, Sender } from "./courier.js";

export const WEBHOOK_SECRET = "the secret of the bench";

// The listener takes 100 at once; what a busy machine cannot post in time waits here, and its time counts.
const MAX_CONNECTIONS = 32;

export const webhook: Courier = {
	openSender: (port) => Promise.resolve(openWebhookSender(Number(port))),

	async openReceiver(_port, onIndex) {
		const stream = connect({ autostart: false }).subscribe({ source: "github" });
		await stream.started;
		void (async () => {
			for await (const { fields } of stream) onIndex(Number(fields["run_number"]) - 1);
		})();
	},
};

/** Posts the end of a run on a connection that stays, as a forwarder's does. GitHub counts runs from 1. */
export function openWebhookSender(port: number): Sender {
	const payload = readExample();
	// Another sender's runs are others: what was told before is no event.
	const firstId = Date.now() * 1_000;
	const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
	const sign = (index: number): Delivery => {
		const run = { ...payload.workflow_run, id: firstId + index, run_number: index + 1 };
		return toDelivery(index, JSON.stringify({ ...payload, workflow_run: run }));
	};
	let next = sign(0);
	return {
		send: async (draft) => {
			const index = Number(draft.fields?.["index"]);
			const delivery = next.index === index ? next : sign(index);
			const sent = post(port, agent, delivery);
			// What GitHub does before it posts is not the listener's time.
			setImmediate(() => {
				next = sign(index + 1);
			});
			await sent;
		},
	};
}

interface Delivery {
	readonly index: number;
	readonly body: string;
	readonly headers: OutgoingHttpHeaders;
}

function readExample(): { readonly workflow_run: object } {
	const require = createRequire(import.meta.url);
	const examples = require("@octokit/webhooks-examples/api.github.com/index.json") as readonly {
		readonly name: string;
		readonly examples: readonly { readonly action: string; readonly workflow_run: object }[];
	}[];
	const runs = examples.find(({ name }) => name === "workflow_run")?.examples ?? [];
	const ended = runs.find(({ action }) => action === "completed");
	if (ended === undefined) throw new TypeError("The examples hold no run that ended");
	return ended;
}

function toDelivery(index: number, body: string): Delivery {
	const headers = {
		"content-type": "application/json",
		"content-length": Buffer.byteLength(body),
		"x-github-event": "workflow_run",
		"x-github-delivery": randomUUID(),
		"x-hub-signature-256": `sha256=${createHmac("sha256", WEBHOOK_SECRET).update(body).digest("hex")}`,
	};
	return { index, body, headers };
}

function post(port: number, agent: Agent, { body, headers }: Delivery): Promise<void> {
	return new Promise((resolve, reject) => {
		const options = { host: "127.0.0.1", port, path: "/webhook", method: "POST", agent, headers };
		const sent = request(options, (response) => {
			response.resume();
			if (response.statusCode === 200) response.once("end", resolve);
			else reject(new Error(`The listener answered ${response.statusCode}`));
		});
		sent.once("error", reject);
		sent.end(body);
	});
}
