/** Another process of the bench, which is told what to do and answers with numbers. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export class Worker {
	readonly #child: ChildProcess;

	private constructor(child: ChildProcess) {
		this.#child = child;
	}

	/** Resolves when the worker is ready. `script` lies in workers/. */
	static async start(script: string, parameters: readonly string[], env = process.env): Promise<Worker> {
		const child = fork(join(import.meta.dirname, "workers", `${script}.js`), parameters, {
			env,
			execArgv: [],
		});
		const worker = new Worker(child);
		await worker.#answer();
		return worker;
	}

	get pid(): number {
		return this.#child.pid ?? 0;
	}

	async ask(command: string, parameters: readonly number[] = []): Promise<readonly number[]> {
		this.#child.send([command, ...parameters]);
		return await this.#answer();
	}

	async end(): Promise<void> {
		if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
		const gone = once(this.#child, "exit");
		this.#child.kill("SIGKILL");
		await gone;
	}

	#answer(): Promise<readonly number[]> {
		return new Promise((resolve, reject) => {
			const onMessage = (answer: unknown): void => {
				this.#child.off("exit", onExit);
				resolve(parseNumbers(answer));
			};
			const onExit = (): void => {
				this.#child.off("message", onMessage);
				reject(
					new Error(`A worker of the bench ended before it answered: ${this.#child.spawnargs.join(" ")}`),
				);
			};
			this.#child.once("message", onMessage);
			this.#child.once("exit", onExit);
		});
	}
}

function parseNumbers(answer: unknown): readonly number[] {
	return Array.isArray(answer) ? (answer as number[]) : [];
}
