/** Starts the MCP server that stands in a vendor's file as the vendor would, and asks it for its tools. */
import { toPrintable } from "../../event/printable.js";
import { type Finding, toFinding } from "./finding.js";
import { type StartedCommand, startCommand } from "./start-command.js";

const LIMIT_MS = 15_000;
const PROTOCOL_VERSION = "2025-06-18";

/** @param words The command and its arguments. */
export async function probeServer(words: readonly string[]): Promise<Finding> {
	return await toFinding("its MCP server offers tools", async () => {
		const startedAt = performance.now();
		const server = startCommand(words);
		const timer = setTimeout(() => server.kill(), LIMIT_MS);
		try {
			const tools = await Promise.race([listTools(server), failed(server, words)]);
			return { tookMs: performance.now() - startedAt, tools };
		} finally {
			clearTimeout(timer);
			server.kill();
			await server.ended;
		}
	});
}

/** Model Context Protocol, lifecycle: initialize, the notification that it was understood, then requests. */
async function listTools(server: StartedCommand): Promise<number> {
	const answers = new Map<number, (result: Record<string, unknown>) => void>();
	server.onLine((line) => {
		const { id, result, error } = parseMessage(line);
		answers.get(id ?? 0)?.(result ?? { error });
	});
	const ask = (id: number, method: string, params: object) =>
		new Promise<Record<string, unknown>>((resolve) => {
			answers.set(id, resolve);
			server.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
		});
	const clientInfo = { name: "waitbus-connect", version: __WAITBUS_VERSION__ };
	await ask(1, "initialize", { protocolVersion: PROTOCOL_VERSION, capabilities: {}, clientInfo });
	server.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
	const { tools, error } = await ask(2, "tools/list", {});
	if (Array.isArray(tools) && tools.length > 0) return tools.length;
	throw new Error(`it offers none: ${JSON.stringify(error ?? tools)}`);
}

interface Message {
	readonly id?: number;
	readonly result?: Record<string, unknown>;
	readonly error?: unknown;
}

function parseMessage(line: string): Message {
	try {
		return JSON.parse(line) as Message;
	} catch {
		return {};
	}
}

async function failed(server: StartedCommand, words: readonly string[]): Promise<never> {
	const { code, stderr } = await server.ended;
	const said = toPrintable(stderr).slice(0, 500) || "it said nothing";
	throw new Error(`"${words.join(" ")}" ended with ${code}: ${said}`);
}
