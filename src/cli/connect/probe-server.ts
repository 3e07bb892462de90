/** Starts the MCP server that stands in a vendor's file as the vendor would, and asks it for its tools. */
import { type Finding, toFinding } from "./finding.js";
import { type JsonRpc, withJsonRpc } from "./json-rpc.js";

// Model Context Protocol: the newest revision that begins with initialize, which every vendor speaks.
const PROTOCOL_VERSION = "2025-11-25";

/** @param words The command and its arguments. */
export async function probeServer(words: readonly string[]): Promise<Finding> {
	return await toFinding("its MCP server offers tools", async () => {
		const startedAt = performance.now();
		const tools = await withJsonRpc(words, countTools);
		return { tookMs: performance.now() - startedAt, tools };
	});
}

async function countTools(rpc: JsonRpc): Promise<number> {
	const clientInfo = { name: "waitbus-connect", version: __WAITBUS_VERSION__ };
	await rpc.ask("initialize", { protocolVersion: PROTOCOL_VERSION, capabilities: {}, clientInfo });
	rpc.notify("notifications/initialized");
	const { tools } = (await rpc.ask("tools/list", {})) as { readonly tools?: readonly unknown[] };
	if (tools !== undefined && tools.length > 0) return tools.length;
	throw new Error("it offers none");
}
