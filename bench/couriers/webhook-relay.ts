/** The floor of a webhook: the same delivery, to a bare server that passes it on. The address is its port and its socket. */
import type { Courier } from "./courier.js";
import { unixRelay } from "./unix-relay.js";
import { openWebhookSender } from "./webhook.js";

export const webhookRelay: Courier = {
	openSender: (address) => Promise.resolve(openWebhookSender(Number(parseAddress(address).port))),

	openReceiver: (address, onIndex) => unixRelay.openReceiver(parseAddress(address).socketPath, onIndex),
};

function parseAddress(address: string): { readonly port: string; readonly socketPath: string } {
	const [port = "", socketPath = ""] = address.split(" ");
	return { port, socketPath };
}
