import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_BODY_BYTES } from "../../src/agents/letter.js";
import { startDaemon } from "../support/daemon-process.js";
import { connectTo, openBus } from "../support/open-bus.js";
import { runCli, startCli } from "../support/run-cli.js";

test("a message waits for whoever is not here yet, and is read once", async (t) => {
	const bus = await startDaemon(t);

	await runCli(["send", "reviewer", "two\nlines \u001b[31mred", "--from", "builder"], bus);
	await bus.stop();
	await bus.restart();
	const first = await runCli(["inbox", "reviewer"], bus);
	const second = await runCli(["inbox", "reviewer"], bus);

	assert.match(first.stdout, /^\S{26} {2}builder to reviewer:\n {2}two\n {2}lines red\n$/);
	assert.equal(second.stdout, "");
	assert.match(second.stderr, /nothing is unread/);
});

test("a wait for mail is woken by what is sent to its name, and to everyone", async (t) => {
	const bus = await startDaemon(t);
	const waits = [
		startCli(["wait", "--to", "ann", "--json"], bus),
		startCli(["wait", "--to", "bob", "--json"], bus),
	];
	await Promise.all(waits.map((wait) => wait.armed()));

	await runCli(["send", "ann", "to you", "--from", "cid"], bus);
	const first = await waits[0]?.result;
	await runCli(["send", "*", "to all", "--from", "cid"], bus);
	const second = await waits[1]?.result;

	assert.match(first?.stdout ?? "", /"msg_body":"to you"/);
	assert.match(second?.stdout ?? "", /"msg_body":"to all"/);
});

test("a request has as many replies as are given, and prints each", async (t) => {
	const bus = await startDaemon(t);
	const request = startCli(
		["request", "reviewer", "ready?", "--from", "builder", "--replies", "2", "--timeout", "60s"],
		bus,
	);
	const reviewer = connectTo(t, bus);
	const question = await reviewer.waitFor({ to: "reviewer", since: "start" }, { timeoutMs: 60_000 });

	await runCli(["respond", question.event_id, "working on it"], bus);
	await runCli(["respond", question.event_id, "yes"], bus);

	const { code, stdout } = await request.result;
	assert.equal(code, 0);
	assert.equal(stdout, "working on it\nyes\n");
});

test("request and respond of the SDK understand each other, and the answer keeps the thread", async (t) => {
	const bus = await startDaemon(t);
	const [builder, reviewer] = [connectTo(t, bus), connectTo(t, bus)];

	const [reply] = await Promise.all([
		builder.request("reviewer", "ready?", { from: "builder", thread: "parser", timeoutMs: 60_000 }),
		reviewer
			.waitFor({ to: "reviewer", since: "start" }, { timeoutMs: 60_000 })
			.then((question) => reviewer.respond(question, "yes")),
	]);

	assert.equal(reply.fields["msg_body"], "yes");
	assert.equal(reply.fields["msg_from"], "reviewer");
	assert.equal(reply.fields["msg_thread"], "parser");
});

test("an agent speaks and reads in its own name without saying it", async (t) => {
	const bus = await openBus(t);
	const me = await bus.agents.register({ name: "builder" });

	await bus.send("reviewer", "hello");
	await bus.send("builder", "note to myself", { from: "reviewer" });
	const [message] = await bus.inbox();

	assert.equal(message?.fields["msg_body"], "note to myself");
	const [hello] = await bus.inbox({ agent: "reviewer" });
	assert.equal(hello?.fields["msg_from"], "builder");
	await me.leave();
});

test("several agents of one process answer everyone each in its own name", async (t) => {
	const daemon = await startDaemon(t);
	const asker = connectTo(t, daemon);
	const names = ["ann", "bob", "cid"];
	const agents = names.map(() => connectTo(t, daemon));
	await Promise.all(agents.map((agent, index) => agent.agents.register({ name: names[index] ?? "" })));

	const { event } = await asker.send("*", "ready?", { from: "asker" });
	const answers = await Promise.all(agents.map((agent) => agent.respond(event, "yes")));

	assert.deepEqual(
		answers.map(({ event: { fields } }) => fields["msg_from"]),
		names,
	);
});

test("the same said twice at once is stored once", async (t) => {
	const bus = await openBus(t);
	const send = () => bus.send("reviewer", "ready?", { from: "builder", thread: "parser" });

	const [first, second] = await Promise.all([send(), send()]);

	assert.deepEqual([first.outcome, second.outcome], ["committed", "repeated"]);
	assert.equal(second.event.event_id, first.event.event_id);
});

test("receipts tell how a message fared: accepted, delivered, read", async (t) => {
	const bus = await openBus(t);
	const { event } = await bus.send("reviewer", "hello", { from: "builder" });
	const stateOf = async () => (await bus.receipts(event)).map(({ recipient, state }) => [recipient, state]);

	const accepted = await stateOf();
	await bus.inbox({ agent: "reviewer", peek: true });
	const delivered = await stateOf();
	await bus.inbox({ agent: "reviewer" });
	const read = await stateOf();

	assert.deepEqual(
		[accepted, delivered, read],
		[[["reviewer", "accepted"]], [["reviewer", "delivered"]], [["reviewer", "read"]]],
	);
	const { events } = await bus.query({ source: "agent", eventType: "agent_receipt" });
	assert.deepEqual(
		events.map(({ fields }) => fields["receipt"]),
		["delivered", "read"],
	);
});

test("a message that nobody reads in time has expired, and its sender hears of it", async (t) => {
	const bus = await startDaemon(t);

	const { code } = await runCli(
		["send", "reviewer", "quick", "--from", "builder", "--ttl", "50ms", "--until", "read"],
		bus,
	);
	const inbox = await runCli(["inbox", "reviewer"], bus);

	assert.equal(code, 1);
	assert.equal(inbox.stdout, "");
});

test("a repeat is not stored, and says so", async (t) => {
	const bus = await startDaemon(t);
	const send = ["send", "reviewer", "ready", "--from", "builder"];

	const first = await runCli(send, bus);
	const second = await runCli(send, bus);

	assert.equal(second.stdout, first.stdout);
	assert.match(second.stderr, /was sent a moment ago/);
	const { stdout } = await runCli(["inbox", "reviewer", "--json"], bus);
	assert.equal(stdout.trim().split("\n").length, 1);
});

test("two agents that answer each other without end are stopped, and everybody can see it", async (t) => {
	const bus = await openBus(t);
	let message = (await bus.send("b", "0", { from: "a" })).event;
	const loop = async (): Promise<never> => {
		for (let n = 1; ; n += 1) message = (await bus.respond(message, String(n))).event;
	};

	await assert.rejects(loop(), { code: "MESSAGE_LOOP" });
	const flood = async (): Promise<never> => {
		for (let n = 0; ; n += 1) await bus.send("b", `again ${n}`, { from: "a" });
	};
	await assert.rejects(flood(), { code: "MESSAGE_STOPPED" });

	assert.deepEqual(await bus.agents.stopped(), [{ from: "a", to: "b" }]);
	const { events } = await bus.query({ source: "agent", eventType: "agent_breaker_opened" });
	assert.equal(events.length, 1);
});

test("a body may be as long as the limit says, and arrives whole", async (t) => {
	const bus = await openBus(t);
	const body = "\n".repeat((MAX_BODY_BYTES - 2) / 2);

	await bus.send("reviewer", body, { from: "builder" });
	const [message] = await bus.inbox({ agent: "reviewer" });

	assert.equal(message?.fields["msg_body"], body);
	await assert.rejects(bus.send("reviewer", `${body}x`, { from: "builder" }), { code: "MESSAGE_INVALID" });
});

test("inbox --follow goes on with what comes later, each message once", async (t) => {
	const bus = await startDaemon(t);
	await runCli(["send", "reviewer", "first", "--from", "builder"], bus);
	const inbox = startCli(["inbox", "reviewer", "--follow"], bus);
	await inbox.wrote(/first/);

	await runCli(["send", "reviewer", "second", "--from", "builder"], bus);
	await inbox.wrote(/second/);
	inbox.kill("SIGINT");

	const { stdout } = await inbox.result;
	assert.deepEqual(stdout.match(/first|second/g), ["first", "second"]);
});

for (const [args, complaint] of [
	[["send", "reviewer"], /a name and the text are wanted/],
	[["send", "two words", "x"], /MESSAGE_INVALID/],
	[["send", "a", "x", "--until", "seen"], /wanted is delivered or read/],
	[["send", "a", "x", "--timeout", "1s"], /--timeout goes with --until/],
	[["inbox", "--limit", "0"], /not a whole number/],
	[["inbox", "--follow", "--peek"], /--follow reads, and --peek does not/],
	[["request", "a"], /a name and the text are wanted/],
	[["respond", "01J0000000000000000000000A", "x"], /EVENT_NOT_FOUND/],
] as const) {
	test(`waitbus ${args.join(" ")} says what is wrong`, async (t) => {
		const bus = await startDaemon(t);

		const { code, stderr } = await runCli(args, bus);

		assert.equal(code, 2);
		assert.match(stderr, complaint);
	});
}
