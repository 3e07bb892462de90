/** A server of MCP as a child, spoken to in bare lines, so that no client's own work is measured. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface McpProcess {
	/** Resolves when the server has answered. */
	ask(method: string, params?: object): Promise<void>;
	/** Calls back for each resource that the server says has changed. */
	onUpdated(heard: () => void): void;
	end(): Promise<void>;
}

function startMcpProcess(parameters: readonly string[], env: NodeJS.ProcessEnv): McpProcess {
	const child = spawn(process.execPath, parameters, { env, stdio: ["pipe", "pipe", "ignore"] });
	const answers = new Map<number, () => void>();
	let onUpdated = (): void => undefined;
	createInterface(child.stdout).on("line", (line) => {
		const { id, method } = JSON.parse(line) as { id?: number; method?: string };
		if (method === "notifications/resources/updated") onUpdated();
		if (id !== undefined) answers.get(id)?.();
	});
	const tell = (message: object): void => {
		child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
	};
	return {
		ask: async (method, params = {}) => {
			const id = answers.size + 1;
			const answered = new Promise<void>((resolve) => {
				answers.set(id, resolve);
			});
			tell({ id, method, params });
			await answered;
		},
		onUpdated: (heard) => {
			onUpdated = heard;
		},
		end: async () => {
			const gone = once(child, "exit");
			child.kill();
			await gone;
		},
	};
}

const HELLO = {
	protocolVersion: "2025-11-25",
	capabilities: {},
	clientInfo: { name: "bench", version: "1" },
};

/** From the start of the process until its tools are known. */
export async function startToTools(
	parameters: readonly string[],
	env: NodeJS.ProcessEnv,
): Promise<McpProcess> {
	const server = startMcpProcess(parameters, env);
	await server.ask("initialize", HELLO);
	await server.ask("tools/list");
	return server;
}
