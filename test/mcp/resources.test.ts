import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { describe, test } from "node:test";
import type { Client } from "@modelcontextprotocol/client";
import { startDaemon } from "../support/daemon-process.js";
import { callTool, type Era, ERAS, openMcpClient } from "../support/mcp-client.js";
import { connectTo } from "../support/open-bus.js";

const EVENT = { source: "test", event_type: "numbered", owner: "me", repo: "app" };

/** Subscribes as the client's generation does; `next` resolves with the next resource that changed. */
async function subscribe(client: Client, era: Era, uri: string): Promise<{ next(): Promise<string> }> {
	const updates = new EventEmitter();
	client.setNotificationHandler("notifications/resources/updated", ({ params }) => {
		updates.emit("updated", params.uri);
	});
	if (era === "2026") await client.listen({ resourceSubscriptions: [uri] });
	else await client.subscribeResource({ uri });
	return {
		next: async () => {
			const [changed] = (await once(updates, "updated")) as [string];
			return changed;
		},
	};
}

for (const { era, skip } of ERAS) {
	describe(`a client of ${era}`, { skip }, () => {
		test("hears that a resource changed, also after a restart of the daemon", async (t) => {
			const daemon = await startDaemon(t);
			const client = await openMcpClient(t, { ...daemon, era });
			const updates = await subscribe(client, era, "waitbus://repo/me/app");

			const first = updates.next();
			await connectTo(t, daemon).emit(EVENT);
			const heard = await first;
			const second = updates.next();
			await daemon.stop();
			await daemon.restart();
			await connectTo(t, daemon).emit(EVENT);
			const heardAgain = await second;

			assert.deepEqual([heard, heardAgain], ["waitbus://repo/me/app", "waitbus://repo/me/app"]);
		});

		test("hears of a message to the agent whose mailbox it subscribed to, and of no other", async (t) => {
			const daemon = await startDaemon(t);
			const client = await openMcpClient(t, { ...daemon, era });
			const updates = await subscribe(client, era, "waitbus://agent/ann");
			const bus = connectTo(t, daemon);

			const next = updates.next();
			await bus.send("bob", "not for ann", { from: "cid" });
			await bus.send("ann", "for ann", { from: "cid" });
			const heard = await next;
			const { contents } = await client.readResource({ uri: heard });

			const [mailbox] = contents;
			assert.match(mailbox !== undefined && "text" in mailbox ? mailbox.text : "", /"unread":1,/);
		});

		test("is told the addresses of resources, and what completes their variables", async (t) => {
			const daemon = await startDaemon(t);
			await connectTo(t, daemon).emit(EVENT);
			const client = await openMcpClient(t, { ...daemon, era });
			const ref = { type: "ref/resource", uri: "waitbus://repo/{owner}/{repo}" } as const;

			const { resources } = await client.listResources();
			const { resourceTemplates } = await client.listResourceTemplates();
			const owners = await client.complete({ ref, argument: { name: "owner", value: "m" } });
			const repos = await client.complete({
				ref,
				argument: { name: "repo", value: "" },
				context: { arguments: { owner: "me" } },
			});
			const none = await client.complete({
				ref,
				argument: { name: "repo", value: "" },
				context: { arguments: { owner: "you" } },
			});

			assert.deepEqual(
				[...resources.map(({ uri }) => uri), ...resourceTemplates.map(({ name }) => name)],
				["waitbus://current", "repo", "event", "agent"],
			);
			assert.deepEqual(owners.completion.values, ["me"]);
			assert.deepEqual(repos.completion.values, ["app"]);
			assert.deepEqual(none.completion.values, []);
		});
	});
}

test("the state of everything names the cursor from which events are read on", async (t) => {
	const daemon = await startDaemon(t);
	const client = await openMcpClient(t, daemon);
	const { event_id: eventId } = await connectTo(t, daemon).emit(EVENT);

	const { contents } = await client.readResource({ uri: "waitbus://current" });
	const [current] = contents;
	const { cursor } = JSON.parse(current !== undefined && "text" in current ? current.text : "{}") as {
		cursor?: string;
	};
	const { events } = await callTool(client, "tail_events", { since: cursor });

	assert.equal(cursor, eventId);
	assert.deepEqual(events, []);
});

test("a subscription to what is not there, and to what never changes, is refused", async (t) => {
	const client = await openMcpClient(t, { ...(await startDaemon(t)), era: "2025" });

	await assert.rejects(client.subscribeResource({ uri: "waitbus://nothing" }), /not found/i);
	await assert.rejects(client.subscribeResource({ uri: "waitbus://event/01J" }), /it never changes/);
});
