/** `waitbus deliver`: a notice to the session of an agent. */
import type { BusClient } from "../client/bus-client.js";
import type { DeliveryInfo } from "../client/deliver.js";
import { BusError, EXIT_CODES } from "../errors.js";
import type { JsonObject } from "../event/event.js";
import { toPrintable } from "../event/printable.js";
import { withoutAbsent } from "../event/without-absent.js";
import { createClient } from "./bus-flags.js";
import type { FlagValues, Invocation } from "./command.js";
import { deliverCommand } from "./deliver-command.js";
import { bodyOf } from "./mail-flags.js";
import { usage } from "./parse-arguments.js";
import { durationOf } from "./duration-flag.js";

export async function runDeliver(invocation: Invocation): Promise<number> {
	const { flags, terminal } = invocation;
	const [agent, text] = invocation.arguments;
	if (agent === undefined || text === undefined)
		throw usage(deliverCommand, "a name and the text are wanted, or - for standard input");
	const until = parseUntil(flags);
	const options = withoutAbsent({
		contextOnly: flags.isSet("context-only") ? true : undefined,
		door: flags.text("door"),
		timeoutMs: durationOf(flags, "timeout"),
	});
	const bus = createClient(invocation);
	try {
		const { delivery, outcome } = await bus.deliver(agent, bodyOf(text), options);
		if (outcome === "repeated") terminal.tell("waitbus: it is being told this already");
		const after = until === undefined ? delivery : await waitUntil(bus, delivery, until);
		terminal.print(flags.isSet("json") ? JSON.stringify(after) : toPrintable(describe(after)));
		return after.state === "expired" ? EXIT_CODES.verdictFailure : EXIT_CODES.done;
	} finally {
		await bus.close();
	}
}

const UNTIL = { delivered: ["delivered", "acted"], acted: ["acted"] } as const;

function parseUntil(flags: FlagValues): keyof typeof UNTIL | undefined {
	const until = flags.text("until");
	if (until === undefined || until === "delivered" || until === "acted") return until;
	throw new BusError("USAGE", `Cannot use --until "${until}": wanted is delivered or acted`, {
		hint: "waitbus deliver claude-3f2a91bc 'hello' --until acted",
	});
}

async function waitUntil(
	bus: BusClient,
	delivery: DeliveryInfo,
	until: keyof typeof UNTIL,
): Promise<DeliveryInfo> {
	const wanted: readonly string[] = UNTIL[until];
	if (wanted.includes(delivery.state)) return delivery;
	const { fields } = await bus.waitFor({
		source: "agent",
		eventType: "agent_delivery",
		match: [
			`delivery=${delivery.delivery}`,
			...[...wanted, "expired"].map((state) => `delivery_state=${state}`),
		],
		since: new Date(delivery.accepted_at_ms).toISOString(),
	});
	return { ...delivery, ...toProgress(fields) };
}

function toProgress({ delivery_state: state, door, reason }: JsonObject): Partial<DeliveryInfo> {
	return {
		state: state as DeliveryInfo["state"],
		door: door as string | null,
		reason: reason as string | null,
	};
}

function describe({ state, door, reason }: DeliveryInfo): string {
	const by = door === null || state === "held" ? "" : ` by ${door}`;
	return `${state}${by}${reason === null ? "" : `: ${reason}`}`;
}
