/** Which directories the kernel watches for us. Several paths may lead to one of them, which has one watch then. */
import { IN, type Inotify } from "../../platform/inotify.js";
import type { Directory } from "./directory.js";

/** That it is gone, or has another path. */
const OF_ITSELF = IN.DELETE_SELF | IN.MOVE_SELF | IN.ONLYDIR;
/** And everything that is told of its entries; not each write, so that a file being written wakes nobody. */
const OF_ENTRIES =
	OF_ITSELF | IN.CREATE | IN.CLOSE_WRITE | IN.DELETE | IN.MOVED_FROM | IN.MOVED_TO | IN.EXCL_UNLINK;

// A directory that is not there is no failure.
const ABSENT: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR"]);

export class WatchTable {
	readonly #inotify: Inotify;
	readonly #directories = new Map<number, Set<Directory>>();
	readonly #failures = new Map<Directory, string>();

	constructor(inotify: Inotify) {
		this.#inotify = inotify;
	}

	/** Those that could not be watched although they are there, with the system's code. */
	get failures(): ReadonlyMap<Directory, string> {
		return this.#failures;
	}

	at(watch: number): readonly Directory[] {
		return [...(this.#directories.get(watch) ?? [])];
	}

	/**
	 * Watches it, or watches it for something else, under the number that it has now: another one than before when
	 * another directory has come into its place.
	 * @returns whether it is watched
	 */
	add(directory: Directory, what: "itself" | "entries"): boolean {
		const mask = what === "entries" ? OF_ENTRIES : OF_ITSELF;
		// Others may have asked for more of the same directory by another path.
		const code = this.#addAs(directory, mask | IN.MASK_ADD);
		if (code !== undefined) {
			this.remove(directory);
			if (!ABSENT.has(code)) this.#failures.set(directory, code);
			return false;
		}
		const isNarrower = what === "itself" && this.hearsEntries(directory);
		directory.mask = mask;
		if (isNarrower && !this.#sharing(directory).some((other) => this.hearsEntries(other)))
			this.#addAs(directory, mask);
		return true;
	}

	/** Whether what it has watched is still what is at its path. */
	isCurrent(directory: Directory): boolean {
		if (directory.watch === undefined) return false;
		const added = this.#inotify.addWatch(directory.path, OF_ITSELF | IN.MASK_ADD);
		if ("code" in added) return false;
		if (added.watch === directory.watch) return true;
		if (!this.#directories.has(added.watch)) this.#inotify.removeWatch(added.watch);
		return false;
	}

	/** @returns the system's code of a failure */
	#addAs(directory: Directory, mask: number): string | undefined {
		// What is found while reading a directory is looked at as it is; what was asked for by name may be a link.
		const added = this.#inotify.addWatch(directory.path, directory.pins > 0 ? mask : mask | IN.DONT_FOLLOW);
		if ("code" in added) return added.code;
		if (directory.watch !== added.watch) this.remove(directory);
		this.#failures.delete(directory);
		directory.watch = added.watch;
		this.#directories.set(added.watch, (this.#directories.get(added.watch) ?? new Set()).add(directory));
		return undefined;
	}

	#sharing({ watch }: Directory): readonly Directory[] {
		return watch === undefined ? [] : this.at(watch);
	}

	hearsEntries({ watch, mask }: Directory): boolean {
		return watch !== undefined && mask === OF_ENTRIES;
	}

	/** @param isKept The kernel goes on watching, until `prune`: the directory is about to be found at another path. */
	remove(directory: Directory, { isKept } = { isKept: false }): void {
		this.#failures.delete(directory);
		const { watch } = directory;
		if (watch === undefined) return;
		directory.watch = undefined;
		const sharing = this.#directories.get(watch);
		sharing?.delete(directory);
		if (sharing?.size === 0 && !isKept) this.#end(watch);
	}

	/** Ends the watches that were kept and that no directory has taken over. */
	prune(watches: Iterable<number>): void {
		for (const watch of watches) if (this.#directories.get(watch)?.size === 0) this.#end(watch);
	}

	/** The kernel has ended it. */
	forget(watch: number): void {
		for (const directory of this.at(watch)) directory.watch = undefined;
		this.#directories.delete(watch);
	}

	#end(watch: number): void {
		this.#directories.delete(watch);
		this.#inotify.removeWatch(watch);
	}
}
