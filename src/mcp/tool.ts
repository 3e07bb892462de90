/** What a tool is: how it presents itself, how its input is checked, and what it does. */
import {
	type CallToolResult,
	fromJsonSchema,
	type JsonSchemaType,
	type Tool as ToolListing,
} from "@modelcontextprotocol/server";
import type { BusClient } from "../client/bus-client.js";
import { BusError } from "../errors.js";
import type { JsonObject } from "../event/event.js";
import { toPrintable } from "../event/printable.js";
import { fence, toShown } from "../event/fence.js";
import type { HeldLeases } from "./held-leases.js";
import type { PendingWaits } from "./pending-waits.js";
import type { ReportHook } from "./reported-hook.js";

/** What all calls of one server share. */
export interface ToolServices {
	readonly bus: BusClient;
	readonly waits: PendingWaits;
	readonly leases: HeldLeases;
	readonly reportHook: ReportHook;
}

export interface ToolContext extends ToolServices {
	/** How long the client lets a call block. */
	readonly budgetMs: number;
	/** Aborts when the client takes the call back. */
	readonly signal: AbortSignal;
	/** Tells a client that wants to hear it that the call goes on. */
	readonly onProgress: ((message: string) => void) | undefined;
}

export interface ToolAnswer {
	/** For people and models: our own words. */
	readonly text: string;
	/** What we say, for programs. */
	readonly structured?: JsonObject;
	/** What others said. Both forms of the result fence it. */
	readonly untrusted?: JsonObject;
}

export interface Tool {
	readonly listing: ToolListing;
	/** Answers to its name, but is shown to nobody: a name of old. */
	readonly isHidden: boolean;
	call(input: unknown, context: ToolContext): Promise<CallToolResult>;
}

interface ToolDefinition<Input> {
	readonly listing: ToolListing;
	readonly isHidden?: boolean;
	readonly run: (input: Input, context: ToolContext) => Promise<ToolAnswer>;
}

export function defineTool<Input>({ listing, isHidden = false, run }: ToolDefinition<Input>): Tool {
	const parse = createInputParser<Input>(listing.inputSchema, {
		what: `call ${listing.name}`,
		hint: `tools/list shows the inputSchema of ${listing.name}`,
	});
	return {
		listing,
		isHidden,
		call: async (input, context) => {
			try {
				return toResult(await run(await parse(input ?? {}), context));
			} catch (error) {
				if (error instanceof BusError) return toErrorResult(error);
				throw error;
			}
		},
	};
}

/** @returns A function that throws BusError REQUEST_INVALID for what the schema does not allow. */
export function createInputParser<Input>(
	schema: unknown,
	{ what, hint }: { readonly what: string; readonly hint: string },
): (input: unknown) => Promise<Input> {
	// Compiled when it is first needed: most sessions use a few of the tools.
	let check: ReturnType<typeof fromJsonSchema<Input>> | undefined;
	return async (input) => {
		check ??= fromJsonSchema<Input>(schema as JsonSchemaType);
		const result = await check["~standard"].validate(input);
		if (result.issues === undefined) return result.value;
		const why = result.issues.map(({ message }) => message).join("; ");
		throw new BusError("REQUEST_INVALID", `Cannot ${what}: ${why}`, { hint });
	};
}

function toResult({ text, structured = {}, untrusted }: ToolAnswer): CallToolResult {
	if (untrusted === undefined) return { content: [{ type: "text", text }], structuredContent: structured };
	const fenced = fence(toShown(untrusted));
	return {
		content: [{ type: "text", text: `${text}\n${fenced.text}` }],
		structuredContent: { ...structured, ...fenced.structured },
	};
}

/** Without structured content: some clients hold an error's against the output schema too. */
function toErrorResult({ code, message, hint }: BusError): CallToolResult {
	const lines = [`${message} [${code}]`, ...(hint === undefined ? [] : [`hint: ${hint}`])];
	return { isError: true, content: [{ type: "text", text: lines.map(toPrintable).join("\n") }] };
}
