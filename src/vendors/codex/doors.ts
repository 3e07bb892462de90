/** Codex: the queue of a thread, by way of its app-server: https://developers.openai.com/codex/app-server */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { readlinkSync } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Door } from "../../protocol/agent-messages.js";
import { type DoorAdapters, type DoorNotice, type DoorWorld, doorUnavailable } from "../doors.js";

const QUEUE = "the queue of the thread";
const HINT = "codex queue --help";

export const doors: DoorAdapters = [
	{ door: "codex_thread", takesWhileWorking: true, takesContext: false, write: enqueue },
];

/** `written`: the session's own process looks into the queue by itself. */
async function enqueue(
	{ thread = "", home }: Door,
	{ id, text }: DoorNotice,
	{ vendorPid, env, signal }: DoorWorld,
): Promise<"written"> {
	const server = spawn(findProgram(vendorPid), ["app-server"], {
		env: { ...env, ...(home === undefined ? {} : { CODEX_HOME: home }) },
		stdio: ["pipe", "pipe", "ignore"],
	});
	try {
		const rpc = new Rpc(server, signal);
		const clientInfo = { name: "waitbus", title: "waitbus", version: "1" };
		await rpc.call("initialize", { clientInfo, capabilities: { experimentalApi: true } });
		rpc.notify("initialized");
		// The same id again would not be queued twice.
		const input = [{ type: "text", text }];
		await rpc.call("thread/queue/add", { threadId: thread, clientUserMessageId: id, input });
		return "written";
	} finally {
		server.kill();
	}
}

/** The program that the session runs, or else the one that is installed. */
function findProgram(pid: number): string {
	try {
		const path = readlinkSync(`/proc/${pid}/exe`);
		return basename(path).startsWith("codex") && !path.endsWith(" (deleted)") ? path : "codex";
	} catch {
		return "codex";
	}
}

interface Answer {
	readonly id?: number;
	readonly error?: { readonly code: number; readonly message: string };
}

class Rpc {
	readonly #stdin: Writable;
	readonly #failed: Promise<never>;
	readonly #waiting = new Map<number, (answer: Answer) => void>();
	#id = 0;

	constructor(server: ChildProcessByStdio<Writable, Readable, null>, signal: AbortSignal) {
		this.#stdin = server.stdin;
		this.#failed = new Promise((_, reject) => {
			const fail = (why: string) => reject(doorUnavailable(QUEUE, why, HINT));
			signal.addEventListener("abort", () => fail("Codex does not answer"), { once: true });
			server.on("error", ({ message }) => fail(`Codex cannot be started: ${message}`));
			server.on("exit", () => fail("this Codex has no app-server that answers"));
			server.stdin.on("error", () => undefined);
		});
		this.#failed.catch(() => undefined);
		createInterface({ input: server.stdout }).on("line", (line) => this.#onLine(line));
	}

	/** @throws BusError DOOR_UNAVAILABLE */
	async call(method: string, params: object): Promise<void> {
		this.#id += 1;
		const id = this.#id;
		const answered = new Promise<Answer>((resolve) => {
			this.#waiting.set(id, resolve);
		});
		this.#send({ id, method, params });
		const { error } = await Promise.race([answered, this.#failed]);
		if (error === undefined) return;
		throw doorUnavailable(
			QUEUE,
			isUnknown(error) ? "this Codex is too old to have one" : error.message,
			HINT,
		);
	}

	notify(method: string): void {
		this.#send({ method });
	}

	#send(message: object): void {
		this.#stdin.write(`${JSON.stringify(message)}\n`);
	}

	#onLine(line: string): void {
		if (!line.startsWith("{")) return;
		const answer = JSON.parse(line) as Answer;
		if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
	}
}

// JSON-RPC 2.0, section 5.1: method not found, or a request that does not parse.
function isUnknown({ code }: { readonly code: number }): boolean {
	return code === -32_601 || code === -32_600;
}
