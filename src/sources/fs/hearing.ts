/** Takes each notice of the kernel for what it means. */
import type { BytePath } from "../../platform/byte-path.js";
import { type FileNotice, IN } from "../../platform/inotify.js";
import { arrive, attach } from "./arrival.js";
import { coversOf } from "./cover.js";
import { renew } from "./demand.js";
import { drop, type Leaving, vanishDirectory, vanishFile } from "./departure.js";
import { BEING_WRITTEN, type Directory } from "./directory.js";
import type { Forest, Place } from "./forest.js";
import { GITIGNORE } from "./ignore-rules.js";
import type { MovedAway, Moves } from "./moves.js";
import type { NumberedNotice } from "./notice-queue.js";
import { readEntry } from "./read-entry.js";
import { toArrival, toClose, toCreate } from "./report.js";
import { lose } from "./seek.js";

export interface HearingOptions {
	readonly forest: Forest;
	readonly moves: Moves;
	readonly sinceMs: () => number;
	/** Ends watches once all directories that were just heard of have been read. */
	readonly pruneLater: (watches: readonly number[]) => void;
}

export function hear(options: HearingOptions, notice: NumberedNotice): void {
	const { watches } = options.forest;
	const { watch, mask, name } = notice;
	if ((mask & IN.IGNORED) !== 0) return watches.forget(watch);
	for (const directory of watches.at(watch)) {
		if (name === "") hearOfItself(options.forest, directory, mask);
		else if ((mask & IN.ISDIR) !== 0) hearOfDirectory(options, { directory, name }, notice);
		else hearOfFile(options, { directory, name }, notice);
	}
}

function hearOfItself(forest: Forest, directory: Directory, mask: number): void {
	const { parent } = directory;
	const isTold = parent !== undefined && forest.watches.hearsEntries(parent);
	// Nothing is told to the directory that something was mounted in.
	if (isTold && (mask & IN.UNMOUNT) === 0) return;
	lose(forest, directory, (mask & IN.MOVE_SELF) !== 0 ? "moved_from" : "delete");
}

function hearOfDirectory(options: HearingOptions, place: Place, { mask, cookie }: FileNotice): void {
	const { forest } = options;
	const child = place.directory.directories.get(place.name);
	// It may have been found already, or found again after it had gone.
	const isKnown = child !== undefined && forest.watches.isCurrent(child);
	const leaving = leavingOf(mask);
	if (leaving !== undefined) {
		if (isKnown) return;
		const { files, watches } = vanishDirectory(forest, place, leaving);
		if (leaving === "moved_from") options.moves.hold(cookie, { oldPath: pathOf(place), files, watches });
		return;
	}
	const moved = options.moves.take(cookie);
	if (!isKnown) {
		if (child !== undefined) drop(forest, child);
		arrive(forest, { ...place, kind: "directory" }, (mask & IN.CREATE) !== 0 ? CREATED : toMoved(moved));
	}
	if (moved !== undefined) options.pruneLater(moved.watches);
}

const CREATED = { kind: "created" } as const;

function toMoved(moved: MovedAway | undefined) {
	return { kind: "moved", oldPath: moved?.oldPath, known: moved?.files } as const;
}

function hearOfFile(options: HearingOptions, place: Place, notice: NumberedNotice): void {
	const { forest, moves, sinceMs } = options;
	const { directory, name } = place;
	const { mask, cookie } = notice;
	const leaving = leavingOf(mask);
	const moved = moves.take(cookie);
	if (leaving === "moved_from") moves.hold(cookie, { oldPath: pathOf(place), files: undefined, watches: [] });
	if (isOld(place, notice)) return;
	if (leaving !== undefined) vanishFile(forest, place, leaving);
	else tellFile(forest, place, { mask, moved });
	const child = directory.directories.get(name);
	if (child !== undefined && child.pins > 0) hearOfLink(forest, place, child);
	if (name === GITIGNORE && directory.covers.length > 0 && (mask & IN.CREATE) === 0)
		renew(forest, directory, sinceMs());
}

function leavingOf(mask: number): Leaving | undefined {
	if ((mask & IN.DELETE) !== 0) return "delete";
	return (mask & IN.MOVED_FROM) !== 0 ? "moved_from" : undefined;
}

/** Whether it happened before the directory was read, and was found then; unless what came of it was still to come. */
function isOld({ directory, name }: Place, { mask, number }: NumberedNotice): boolean {
	const stamp = directory.files.get(name);
	if (number > directory.readUpTo || stamp === undefined) return false;
	if (leavingOf(mask) !== undefined) return readEntry(directory.pathOf(name)) !== undefined;
	return stamp !== BEING_WRITTEN || (mask & IN.CREATE) !== 0;
}

interface Heard {
	readonly mask: number;
	readonly moved: MovedAway | undefined;
}

function tellFile(forest: Forest, { directory, name }: Place, { mask, moved }: Heard): void {
	const covers = coversOf(directory, name, false);
	if (covers.length === 0) return;
	const path = directory.pathOf(name);
	const entry = readEntry(path);
	if (entry !== undefined) directory.files.set(name, entry.stamp);
	if ((mask & IN.CREATE) !== 0) return forest.report(covers, toCreate(path, entry));
	forest.files.forget(path);
	const isClose = (mask & IN.CLOSE_WRITE) !== 0;
	forest.report(covers, isClose ? toClose(path, entry) : toArrival(path, moved?.oldPath, entry));
}

/** Something by the name of a directory that leads to what is asked for, or of what is asked for itself. */
function hearOfLink(forest: Forest, { directory, name }: Place, child: Directory): void {
	if (child.watch !== undefined && forest.watches.isCurrent(child)) return;
	drop(forest, child);
	child.isLink = readEntry(directory.pathOf(name))?.kind === "link";
	if (child.isLink) attach(forest, child, CREATED);
}

function pathOf({ directory, name }: Place): BytePath {
	return directory.pathOf(name);
}
