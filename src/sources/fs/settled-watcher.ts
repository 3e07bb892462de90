/**
 * Watches files where nobody tells when they are closed, as on macOS: by fs.watch, and a file counts as finished once it
 * has been left alone for a while. What happens within that time is told as one change.
 */
import { type FSWatcher, statSync, watch } from "node:fs";
import { BusError } from "../../errors.js";
import { type BytePath, joinPath, toBytePath, toBytes, toText } from "../../platform/byte-path.js";
import { describeSystemError } from "../../platform/system-error.js";
import type { Clock } from "../../platform/clock.js";
import type { Change } from "./change.js";
import {
	type Cover,
	createCover,
	heedGitignore,
	type IgnoreOptions,
	inheritCovers,
	type Request,
} from "./cover.js";
import type { Directory } from "./directory.js";
import { readDirectory } from "./read-directory.js";
import { readEntry } from "./read-entry.js";
import { toClose } from "./report.js";
import { Settling } from "./settling.js";

export interface SettledWatcherOptions {
	readonly clock: Clock;
	readonly ignore: IgnoreOptions;
	readonly isForbidden: (path: BytePath) => boolean;
	readonly tell: (changes: readonly Change[]) => Promise<void>;
	/** It watches no longer. */
	readonly onBroken: (error: BusError) => void;
	/** Called with nothing when what is asked for is watched. */
	readonly onFailures: (failures: ReadonlyMap<Directory, string>) => void;
}

interface Watched {
	readonly cover: Cover;
	/** The path itself when it is a directory, otherwise the nearest one above. */
	readonly base: BytePath;
	readonly watcher: FSWatcher;
}

export class SettledWatcher {
	readonly #options: SettledWatcherOptions;
	readonly #settling: Settling;
	readonly #watched = new Map<BytePath, Watched>();

	constructor(options: SettledWatcherOptions) {
		this.#options = options;
		this.#settling = new Settling(options.clock);
	}

	watch(requests: readonly Request[]): void {
		const wanted = new Set(requests.map(({ path }) => path));
		for (const path of this.#watched.keys()) if (!wanted.has(path)) this.#end(path);
		for (const request of requests)
			if (!this.#watched.has(request.path)) this.#begin(createCover(request, this.#options.ignore));
		this.#options.onFailures(new Map());
	}

	close(): void {
		this.#settling.close();
		for (const path of this.#watched.keys()) this.#end(path);
	}

	#begin(cover: Cover): void {
		const base = findNearestDirectory(cover.path);
		try {
			const watcher = watch(toText(base), { recursive: base === cover.path, encoding: "utf8" });
			watcher.on("change", (_kind, name) => this.#hear(cover.path, toBytePath(String(name))));
			watcher.on("error", (error) => this.#options.onBroken(toFailure(base, error)));
			this.#watched.set(cover.path, { cover, base, watcher });
		} catch (error) {
			this.#options.onBroken(toFailure(base, error));
		}
	}

	#end(path: BytePath): void {
		this.#watched.get(path)?.watcher.close();
		this.#watched.delete(path);
	}

	/** Something on the way to the path has come or gone. */
	#beginAgain(cover: Cover): void {
		this.#end(cover.path);
		this.#begin(cover);
		if (readEntry(cover.path) !== undefined) this.#look(cover, cover.path);
	}

	#hear(requested: BytePath, name: BytePath): void {
		const watched = this.#watched.get(requested);
		if (watched === undefined) return;
		const { cover, base } = watched;
		const path = joinPath(base, name);
		if (findNearestDirectory(requested) !== base) this.#beginAgain(cover);
		else if (base === requested || path === requested) this.#look(cover, path);
	}

	#look(cover: Cover, path: BytePath): void {
		const { isForbidden, tell } = this.#options;
		const kind = readEntry(path)?.kind;
		if (!isTold(cover, path, kind === "directory") || isForbidden(path)) return;
		if (kind === "directory") {
			for (const { name } of readDirectory(path) ?? []) this.#look(cover, joinPath(path, name));
			return;
		}
		const { path: root } = cover;
		if (kind === undefined) {
			this.#settling.cancel(path);
			void tell([{ action: "delete", path, root, isDirectory: false, isFinished: false }]);
			return;
		}
		this.#settling.await(path, (entry) => void tell([{ ...toClose(path, entry), root }]));
	}
}

function toFailure(path: BytePath, cause: unknown): BusError {
	return new BusError("SOURCE_FAILED", `Cannot watch "${toText(path)}": ${describeSystemError(cause)}`, {
		cause,
	});
}

/** Whether nothing on the way from what is asked for leaves it out. */
function isTold(cover: Cover, path: BytePath, isDirectory: boolean): boolean {
	const parts = path
		.slice(cover.path.length)
		.split("/")
		.filter((part) => part !== "");
	let [covers, at]: [readonly Cover[], BytePath] = [[cover], cover.path];
	for (const [index, part] of parts.entries()) {
		covers = heedGitignore(covers, at);
		at = joinPath(at, part as BytePath);
		covers = inheritCovers(covers, at, index < parts.length - 1 || isDirectory);
	}
	return covers.length > 0;
}

function findNearestDirectory(path: BytePath): BytePath {
	try {
		if (statSync(toBytes(path)).isDirectory()) return path;
	} catch {
		// Not there.
	}
	return path === "/"
		? path
		: findNearestDirectory((path.slice(0, path.lastIndexOf("/")) || "/") as BytePath);
}
