import { type FSWatcher, statSync, watch } from "node:fs";

/** Calls once when the file at `path` is removed or replaced. Costs nothing until then; may not be told on macOS. */
export class FileRemovalWatch {
	readonly #watcher: FSWatcher;

	constructor(path: string, onRemoved: () => void) {
		const inode = inodeOf(path);
		this.#watcher = watch(path, { persistent: false }, () => {
			if (inodeOf(path) === inode) return;
			this.close();
			onRemoved();
		});
		// A file system without notifications is no reason not to serve.
		this.#watcher.on("error", () => this.close());
	}

	close(): void {
		this.#watcher.close();
	}
}

function inodeOf(path: string): number | undefined {
	return statSync(path, { throwIfNoEntry: false })?.ino;
}
