/** So many agents of one process, each with a connection of its own, that answer whatever they are sent or hear. */
import { type BusClient, connect } from "../../src/index.js";
import { answerCommands } from "./answer-commands.js";

const [count = "1"] = process.argv.slice(2);
await Promise.all(Array.from({ length: Number(count) }, (_, index) => join(`agent-${index}`)));
answerCommands({});

async function join(name: string): Promise<void> {
	const bus = connect({ autostart: false });
	await bus.agents.register({ name, vendor: "bench" });
	const mail = bus.subscribe({ source: "agent", eventType: "agent_message", to: name });
	const calls = bus.subscribe({ source: "bench", eventType: "call", match: `to=${name}` });
	await Promise.all([mail.started, calls.started]);
	void answerMail(bus, mail);
	void answerCalls(bus, calls);
}

async function answerMail(bus: BusClient, mail: ReturnType<BusClient["subscribe"]>): Promise<void> {
	for await (const message of mail) await bus.respond(message, "yes");
}

/** The same without messages: an event there, and one back. */
async function answerCalls(bus: BusClient, calls: ReturnType<BusClient["subscribe"]>): Promise<void> {
	for await (const { fields } of calls)
		await bus.emit({ source: "bench", event_type: "answer", fields: { call: fields["call"] ?? null } });
}
