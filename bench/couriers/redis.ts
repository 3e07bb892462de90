/** Redis over its Unix socket: PUBLISH, which stores nothing, and XADD to a stream (appendfsync everysec). */
import type { Courier } from "./courier.js";
import { parseIndex } from "./courier.js";
import { RedisConnection } from "./redis-connection.js";

export const redisPublish: Courier = {
	openSender: (address) => openSender(address, (text) => ["PUBLISH", "bench", text]),

	async openReceiver(address, onIndex) {
		const redis = await RedisConnection.open(address);
		redis.onReply((reply) => {
			if (Array.isArray(reply) && reply[0] === "message") onIndex(parseIndex(String(reply[2])));
		});
		const subscribed = redis.next();
		redis.write(["SUBSCRIBE", "bench"]);
		await subscribed;
	},
};

export const redisStream: Courier = {
	openSender: (address) => openSender(address, (text) => ["XADD", "bench", "*", "event", text]),

	async openReceiver(address, onIndex) {
		const redis = await RedisConnection.open(address);
		const ask = (id: string): void => redis.write(["XREAD", "BLOCK", "0", "STREAMS", "bench", id]);
		redis.onReply((reply) => {
			const entries = entriesOf(reply);
			ask(entries.at(-1)?.id ?? "$");
			for (const { text } of entries) onIndex(parseIndex(text));
		});
		ask("$");
		// XREAD has no word for "I am waiting now": a second connection asks until the first is seen to block.
		const observer = await RedisConnection.open(address);
		for (;;) {
			const info = observer.next();
			observer.write(["INFO", "clients"]);
			if (/blocked_clients:[1-9]/.test(String(await info))) return observer.close();
		}
	},
};

async function openSender(address: string, toCommand: (text: string) => readonly string[]) {
	const redis = await RedisConnection.open(address);
	return {
		send: async (draft: Parameters<typeof JSON.stringify>[0]) => {
			const reply = redis.next();
			redis.write(toCommand(JSON.stringify(draft)));
			await reply;
		},
	};
}

type Entry = { readonly id: string; readonly text: string };

/** `[[stream, [[id, [name, value]], …]]]` */
function entriesOf(reply: unknown): readonly Entry[] {
	const [[, entries]] = reply as [[string, [string, [string, string]][]]];
	return entries.map(([id, [, text]]) => ({ id, text }));
}
