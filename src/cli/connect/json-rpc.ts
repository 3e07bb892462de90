/** Requests of JSON-RPC 2.0, one line each, to a program on its standard input and output. */
import { toPrintable } from "../../event/printable.js";
import { type StartedCommand, startCommand } from "./start-command.js";

export interface JsonRpc {
	/** Resolves with the result. */
	ask(method: string, params: object): Promise<unknown>;
	notify(method: string): void;
}

const LIMIT_MS = 15_000;

/** Starts the program, works with it, and ends it. Rejects when it ends before, with what it said. */
export async function withJsonRpc<Result>(
	words: readonly string[],
	work: (rpc: JsonRpc) => Promise<Result>,
): Promise<Result> {
	const program = startCommand(words);
	const timer = setTimeout(() => program.kill(), LIMIT_MS);
	try {
		return await Promise.race([work(speak(program)), failed(program, words)]);
	} finally {
		clearTimeout(timer);
		program.kill();
		await program.ended;
	}
}

function speak(program: StartedCommand): JsonRpc {
	const waiting = new Map<unknown, (answer: Answer) => void>();
	program.onLine((line) => {
		const answer = parse(line);
		waiting.get(answer.id)?.(answer);
	});
	const say = (message: object) => program.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
	return {
		notify: (method) => say({ method }),
		ask: async (method, params) => {
			const id = waiting.size + 1;
			const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
			say({ id, method, params });
			const { result, error } = await answered;
			if (error === undefined) return result;
			throw new Error(`it refused ${method}: ${toPrintable(JSON.stringify(error))}`);
		},
	};
}

interface Answer {
	readonly id?: unknown;
	readonly result?: unknown;
	readonly error?: unknown;
}

function parse(line: string): Answer {
	try {
		return JSON.parse(line) as Answer;
	} catch {
		return {};
	}
}

async function failed(program: StartedCommand, words: readonly string[]): Promise<never> {
	const { code, stderr } = await program.ended;
	const said = toPrintable(stderr).slice(0, 500) || "it said nothing";
	throw new Error(`"${words.join(" ")}" ended with ${code}: ${said}`);
}
