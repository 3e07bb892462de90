import { watch } from "node:fs";
import { basename, dirname } from "node:path";
import { createDeferred } from "../../../platform/deferred.js";

/** Notices when the socket at a path is made, and costs nothing until then. */
export class SocketWatch {
	#change = createDeferred<void>();
	readonly #close: () => void;

	/** @throws Error when its directory is not there, or cannot be watched */
	constructor(path: string, signal: AbortSignal) {
		const name = basename(path);
		const watcher = watch(dirname(path), { persistent: false }, (_kind, file) => {
			if (file === null || file === name) this.#change.resolve();
		});
		const onAbort = (): void => this.#change.resolve();
		watcher.on("error", onAbort);
		signal.addEventListener("abort", onAbort, { once: true });
		if (signal.aborted) onAbort();
		this.#close = () => {
			watcher.close();
			signal.removeEventListener("abort", onAbort);
		};
	}

	/** Resolves with a change since the last one it resolved with, or when the signal aborts. */
	async changed(): Promise<void> {
		await this.#change.promise;
		this.#change = createDeferred<void>();
	}

	close(): void {
		this.#close();
	}
}
