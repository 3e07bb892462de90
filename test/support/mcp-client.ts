/** The official client, with a server of ours as its child. */
import type { TestContext } from "node:test";
import { type CallToolResult, Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { PROGRAM } from "./daemon-process.js";

export type Era = "2025" | "2026";

export interface McpClientOptions {
	readonly env: NodeJS.ProcessEnv;
	readonly era?: Era;
	readonly args?: readonly string[];
	readonly name?: string;
}

export async function openMcpClient(
	t: Pick<TestContext, "after">,
	{ env, era = "2026", args = [], name = "test" }: McpClientOptions,
): Promise<Client> {
	const client = new Client(
		{ name, version: "1.0.0" },
		{ versionNegotiation: { mode: era === "2026" ? "auto" : "legacy" } },
	);
	// It starts no daemon when the one of the test has ended.
	const known = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
	await client.connect(
		new StdioClientTransport({
			command: process.execPath,
			args: [PROGRAM, "mcp", "serve", ...args],
			env: { ...Object.fromEntries(known), WAITBUS_AUTOSTART: "0" },
		}),
	);
	t.after(() => client.close());
	return client;
}

/** What a tool answered, as an object. */
export async function callTool(
	client: Client,
	name: string,
	args: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
	const { structuredContent } = await client.callTool({ name, arguments: args });
	return (structuredContent ?? {}) as Record<string, unknown>;
}

/** The text of a call that must have failed. */
export function errorText({ isError, content }: CallToolResult): string {
	const [first] = content;
	if (isError !== true || first?.type !== "text") throw new Error(`not an error: ${JSON.stringify(content)}`);
	return first.text;
}
