/** `waitbus source`: what the daemon hears by itself. */
import type { BusClient, DaemonStatus } from "../client/bus-client.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { createClient } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { usage } from "./parse-arguments.js";
import { SOURCE_VERBS, sourceCommand } from "./source-command.js";

interface SourceReport {
	readonly name: string;
	/** Of what runs inside the daemon; null when it is only posted to. */
	readonly state: DaemonStatus["running_sources"][number]["state"] | null;
	readonly problem: string | null;
	readonly last_event_at: string | null;
	/** Where servers post to; null when nothing listens there, or its secret is not set. */
	readonly webhook: string | null;
	readonly secret: string | null;
}

export async function runSource(invocation: Invocation): Promise<number> {
	const [word, name] = invocation.arguments;
	const verb = SOURCE_VERBS.find((known) => known === word);
	if (verb === undefined) throw usage(sourceCommand, `wanted is ${SOURCE_VERBS.join(", ")}`);
	if (verb !== "list" && name === undefined)
		throw usage(sourceCommand, `the name of a source is wanted after ${verb}`);
	const bus = createClient(invocation);
	try {
		if (verb === "test") await test(bus, name ?? "", invocation);
		else show(select(toReports(await bus.status()), name), invocation);
		return EXIT_CODES.done;
	} finally {
		await bus.close();
	}
}

function toReports({ webhooks, running_sources: running }: DaemonStatus): readonly SourceReport[] {
	const names = new Set([...running, ...webhooks.routes].map(({ name }) => name));
	return [...names].map((name) => {
		const source = running.find((each) => each.name === name);
		const route = webhooks.routes.find((each) => each.name === name);
		const isHeard = route?.is_set === true && webhooks.port !== null;
		const lastEventAtMs = source?.last_event_at_ms ?? null;
		return {
			name,
			state: source?.state ?? null,
			problem: source?.problem ?? null,
			last_event_at: lastEventAtMs === null ? null : new Date(lastEventAtMs).toISOString(),
			webhook: isHeard ? `http://127.0.0.1:${webhooks.port}${route.path}` : null,
			secret: route?.secret ?? null,
		};
	});
}

function select(reports: readonly SourceReport[], name: string | undefined): readonly SourceReport[] {
	if (name === undefined) return reports;
	const found = reports.filter((report) => report.name === name);
	if (found.length > 0) return found;
	const known = reports.map((report) => report.name).join(", ");
	throw new BusError("USAGE", `Cannot show "${name}": there is no such source`, {
		hint: `There are ${known}`,
	});
}

function show(reports: readonly SourceReport[], { flags, terminal }: Invocation): void {
	for (const report of reports)
		terminal.print(flags.isSet("json") ? JSON.stringify(report) : describe(report));
}

function describe({ name, state, problem, last_event_at: last, webhook, secret }: SourceReport): string {
	const parts = [
		...(state === null ? [] : [problem === null ? state : `${state}: ${problem}`]),
		...(last === null ? [] : [`last event ${last}`]),
		webhook === null ? `no webhook (waitbus secret set ${secret ?? name})` : `webhook ${webhook}`,
	];
	return `${name.padEnd(15)}${parts.join(", ")}`;
}

/** From the request until a subscriber has the event: through the commit and the socket. */
async function test(bus: BusClient, name: string, { flags, terminal }: Invocation): Promise<void> {
	const events = bus.subscribe();
	await events.started;
	const startedMs = performance.now();
	const { event_id: eventId } = await bus.testSource(name);
	for await (const { event_id, summary } of events) {
		if (event_id !== eventId) continue;
		const elapsedMs = Number((performance.now() - startedMs).toFixed(1));
		const report = { source: name, event_id: eventId, elapsed_ms: elapsedMs };
		terminal.print(
			flags.isSet("json") ? JSON.stringify(report) : `${summary}: received after ${elapsedMs} ms`,
		);
		return;
	}
}
