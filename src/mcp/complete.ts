/** What the variables of a resource template can be. */
import type { CompleteRequestParams, CompleteResult } from "@modelcontextprotocol/server";
import type { BusClient } from "../client/bus-client.js";
import { toPrintable } from "../event/printable.js";

const MAX_VALUES = 50;
const LOOKED_THROUGH = 2_000;

export async function complete(
	bus: BusClient,
	{ ref, argument, context }: CompleteRequestParams,
	signal: AbortSignal,
): Promise<CompleteResult> {
	const owner = context?.arguments?.["owner"];
	const candidates = ref.type === "ref/resource" ? await listValues(bus, { argument, owner, signal }) : [];
	const found = [...new Set(candidates.map(toPrintable))].filter((each) => each.startsWith(argument.value));
	return {
		completion: {
			values: found.slice(0, MAX_VALUES),
			total: found.length,
			hasMore: found.length > MAX_VALUES,
		},
	};
}

interface Variable {
	readonly argument: { readonly name: string };
	readonly owner: string | undefined;
	readonly signal: AbortSignal;
}

/** The newest first. */
async function listValues(
	bus: BusClient,
	{ argument: { name }, owner, signal }: Variable,
): Promise<readonly string[]> {
	if (name === "name") return (await bus.agents.list({ gone: true, signal })).map((agent) => agent.name);
	if (name !== "owner" && name !== "repo" && name !== "id") return [];
	const { events } = await bus.query({ since: "start" }, { newest: true, limit: LOOKED_THROUGH, signal });
	const newest = [...events].reverse();
	if (name === "owner") return newest.map((event) => event.owner);
	if (name === "id") return newest.map((event) => event.event_id);
	return newest.filter((event) => owner === undefined || event.owner === owner).map((event) => event.repo);
}
