/** The official client, in both its generations, with a server of ours as its child. */
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type CallToolResult, Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { PROGRAM } from "./daemon-process.js";
import { packageFolder, skipWithout } from "./installed-packages.js";

/** The client's second generation speaks both eras of the protocol; its first, `v1`, is still what most clients have. */
export type Era = "v1" | "2025" | "2026";

const V1 = join(packageFolder("mcp", "@modelcontextprotocol/sdk"), "dist", "esm");

export const ERAS: readonly { readonly era: Era; readonly skip: string | false }[] = [
	{ era: "v1", skip: skipWithout("the client's first generation", [V1]) },
	{ era: "2025", skip: false },
	{ era: "2026", skip: false },
];

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
	const known = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
	const server = {
		command: process.execPath,
		args: [PROGRAM, "mcp", "serve", ...args],
		// It starts no daemon when the one of the test has ended.
		env: { ...Object.fromEntries(known), WAITBUS_AUTOSTART: "0" },
	};
	const client = era === "v1" ? await connectV1(name, server) : await connectV2(name, { era, server });
	t.after(() => client.close());
	return client;
}

type StdioServer = ConstructorParameters<typeof StdioClientTransport>[0];

async function connectV2(
	name: string,
	{ era, server }: { readonly era: Era; readonly server: StdioServer },
): Promise<Client> {
	const client = new Client(
		{ name, version: "1.0.0" },
		{ versionNegotiation: { mode: era === "2026" ? "auto" : "legacy" } },
	);
	await client.connect(new StdioClientTransport(server));
	return client;
}

/** The first generation, as far as it differs. */
interface OldClient {
	connect(transport: unknown): Promise<void>;
	callTool(params: unknown, schema: undefined, options: unknown): unknown;
	setNotificationHandler(schema: unknown, handler: unknown): void;
}

interface OldSdk {
	readonly Client: new (info: { readonly name: string; readonly version: string }) => OldClient;
	readonly StdioClientTransport: new (server: StdioServer) => unknown;
	readonly ResourceUpdatedNotificationSchema: unknown;
}

/** The first generation with the signatures of the second. */
async function connectV1(name: string, server: StdioServer): Promise<Client> {
	const sdk = await importV1();
	const client = new sdk.Client({ name, version: "1.0.0" });
	await client.connect(new sdk.StdioClientTransport(server));
	const callTool = client.callTool.bind(client);
	const setNotificationHandler = client.setNotificationHandler.bind(client);
	return Object.assign(client, {
		callTool: (params: unknown, options: unknown) => callTool(params, undefined, options),
		setNotificationHandler: (_method: string, handler: unknown) =>
			setNotificationHandler(sdk.ResourceUpdatedNotificationSchema, handler),
	}) as unknown as Client;
}

async function importV1(): Promise<OldSdk> {
	const files = ["client/index.js", "client/stdio.js", "types.js"];
	const modules = await Promise.all(
		files.map(async (file): Promise<unknown> => await import(join(V1, file))),
	);
	return Object.assign({}, ...modules) as OldSdk;
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
