/** What can be subscribed to: everything, and the families that agents ask for most, each with fewer words to say. */
import type { JSONObject } from "@modelcontextprotocol/server";
import type { SelectionOptions } from "../../client/terms.js";
import { EVENT, fencedOutput, input, SELECTION } from "../schemas.js";
import { type SelectionInput, toSelectionOptions } from "../selection.js";
import { createInputParser } from "../tool.js";

/** As `events/list` shows it. */
interface EventTypeListing {
	readonly name: string;
	readonly description: string;
	readonly delivery: readonly ("poll" | "push")[];
	readonly inputSchema: object;
	readonly payloadSchema: object;
}

export interface EventType {
	readonly listing: EventTypeListing;
	/** @throws BusError REQUEST_INVALID for what the schema does not allow */
	select(given: unknown): Promise<SelectionOptions>;
}

const PAYLOAD = fencedOutput(EVENT.properties, EVENT.required);

const { match, match_cel, repo, sha, to, path } = SELECTION;

export const EVENT_TYPES: readonly EventType[] = [
	define("waitbus.event", {
		description: "Whatever happens on this machine's bus, or the part of it that the arguments select",
		properties: SELECTION,
	}),
	define("github.workflow_run", {
		description: "A run of CI began, or ended: match status=completed for its end, and conclusion",
		fixed: { source: "github", eventType: "workflow_run" },
		properties: { repo, sha, match, match_cel },
	}),
	define("docker.container", {
		description: "A container started, died or changed its health: match action, container or exit_code",
		fixed: { source: "docker", eventType: "docker_container" },
		properties: { match, match_cel },
	}),
	define("fs.change", {
		description: "A file below path was finished; path is watched for as long as it is subscribed to",
		fixed: { source: "fs", eventType: "fs_change" },
		properties: { path, match, match_cel },
		required: ["path"],
	}),
	define("agent.message", {
		description: "A message from one agent to another: to is its recipient, fields.msg_body what it says",
		fixed: { source: "agent", eventType: "agent_message" },
		properties: { to, match, match_cel },
	}),
	define("agent.needs_input", {
		description: "A coding agent waits for a permission or an answer of its human: match agent or vendor",
		fixed: { source: "agent", eventType: "agent_needs_input" },
		properties: { match, match_cel },
	}),
	define("agent.lost", {
		description: "The process of an agent ended without a goodbye: match agent or vendor",
		fixed: { source: "agent", eventType: "agent_lost" },
		properties: { match, match_cel },
	}),
];

interface EventTypeDefinition {
	readonly description: string;
	readonly fixed?: SelectionOptions;
	readonly properties: Record<string, JSONObject>;
	readonly required?: string[];
}

function define(
	name: string,
	{ description, fixed = {}, properties, required }: EventTypeDefinition,
): EventType {
	const inputSchema = input(properties, required);
	const parse = createInputParser<SelectionInput>(inputSchema, {
		what: `subscribe to ${name}`,
		hint: `events/list shows the inputSchema of ${name}`,
	});
	return {
		listing: { name, description, delivery: ["poll", "push"], inputSchema, payloadSchema: PAYLOAD },
		select: async (given) => ({ ...toSelectionOptions(await parse(given)), ...fixed }),
	};
}
