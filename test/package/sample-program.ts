/** What a user of the SDK writes on the first day; both module formats share it. */
export const SAMPLE = `
import { BusError, connect, emit, subscribe, waitFor, type BusEvent, type EventDraft, type WaitOutcome } from "waitbus";

const source = "sample-" + process.pid;
const draft: EventDraft = { source, event_type: "done", fields: { conclusion: "success", n: 1 } };

async function main(): Promise<void> {
	const { event_id, outcome } = await emit(draft);
	const found: BusEvent = await waitFor({ source, since: "start" }, { timeoutMs: 10_000 });
	const time: bigint = found.received_at;
	for await (const event of subscribe({ source, since: "start" })) {
		console.log(outcome, event.event_id === event_id, time > 0n, event.fields["conclusion"]);
		break;
	}
	await using bus = connect();
	using stream = bus.subscribe({ source, match: ["n=2"] });
	await stream.started;
	const met: Promise<WaitOutcome> = bus.wait({ allOf: [source + ":n=1", source + ":n=2"], since: "start" });
	await bus.emitBatch([{ ...draft, fields: { n: 2 } }]);
	console.log((await met).verdict, (await stream.next()).value?.fields["n"]);
	try {
		await bus.waitFor({ match: "nonsense" });
	} catch (error) {
		if (!(error instanceof BusError)) throw error;
		console.log(error.code, error.exitCode, error.hint !== undefined);
	}
	await bus.stopDaemon();
}

void main();
`;

/** What it prints. */
export const SAMPLE_SAID = "committed true true success\nsuccess 2\nMATCHER_INVALID 2 true\n";
