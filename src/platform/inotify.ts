/** Linux's notices about files (inotify(7)), as Node's own fs.watch has them too, but with "closed after writing". */
import { constants, endianness } from "node:os";
import { getSystemErrorName } from "node:util";
import { BusError } from "../errors.js";
import { adoptDescriptor } from "./adopted-descriptor.js";
import type { BytePath } from "./byte-path.js";
import type { Libc } from "./libc.js";
import { findSocketFd } from "./socket-fd.js";

/** What a watch asks for and a notice tells, one bit each; names are those of inotify(7). */
export const IN = {
	CLOSE_WRITE: 0x8,
	MOVED_FROM: 0x40,
	MOVED_TO: 0x80,
	CREATE: 0x100,
	DELETE: 0x200,
	DELETE_SELF: 0x400,
	MOVE_SELF: 0x800,
	UNMOUNT: 0x2000,
	Q_OVERFLOW: 0x4000,
	IGNORED: 0x8000,
	ONLYDIR: 0x100_0000,
	DONT_FOLLOW: 0x200_0000,
	EXCL_UNLINK: 0x400_0000,
	MASK_ADD: 0x2000_0000,
	ISDIR: 0x4000_0000,
} as const;

export interface FileNotice {
	/** The number that `addWatch` returned; -1 of an overflow. */
	readonly watch: number;
	readonly mask: number;
	/** The same in both notices of a rename, otherwise 0. */
	readonly cookie: number;
	/** Of the entry in the directory that is watched; empty for the directory itself. */
	readonly name: BytePath;
}

type AddedWatch = { readonly watch: number } | { readonly code: string };

export interface Inotify {
	/** Watching the same directory again changes its mask; it keeps its number, whichever path leads to it. */
	addWatch(path: BytePath, mask: number): AddedWatch;
	/** What the kernel has queued of it still comes, and last a notice with IGNORED. */
	removeWatch(watch: number): void;
	/** Hands over at once what the kernel has queued. */
	readQueued(): void;
	/** Leaves what comes to the kernel's queue, which has a bound and tells when it overflows. */
	pause(): void;
	resume(): void;
	close(): void;
}

/** @param isAll Whether the kernel's queue was empty then. */
export type OnNotices = (notices: readonly FileNotice[], isAll: boolean) => void;

// Holds a thousand notices; the kernel never hands over a part of one.
const BUFFER_BYTES = 65_536;
const MAX_NOTICE_BYTES = 16 + 256;
const O_NONBLOCK = 0o4_000;
const O_CLOEXEC = 0o2_000_000;

/**
 * The event loop itself waits for the descriptor: no thread, no timer, no wake-up while nothing happens.
 * @throws BusError PLATFORM_UNSUPPORTED, SOURCE_FAILED when the user has no more instances
 */
export function openInotify(libc: Libc, onNotices: OnNotices): Inotify {
	const calls = requireInotify(libc);
	const hear = (bytes: Buffer): void =>
		onNotices(parseNotices(bytes), bytes.length < BUFFER_BYTES - MAX_NOTICE_BYTES);
	const instance = calls.init1(O_NONBLOCK | O_CLOEXEC);
	if (instance < 0) throw explainFailure(libc.errno());
	const socket = adoptDescriptor(libc, instance, { buffer: Buffer.alloc(BUFFER_BYTES), onBytes: hear });
	const fd = findSocketFd(socket) ?? -1;
	const queued = Buffer.alloc(BUFFER_BYTES);
	return {
		addWatch(path, mask) {
			const watch = calls.addWatch(fd, Buffer.from(`${path}\0`, "latin1"), mask);
			return watch < 0 ? { code: getSystemErrorName(-libc.errno()) } : { watch };
		},
		removeWatch: (watch) => void calls.removeWatch(fd, watch),
		readQueued() {
			for (;;) {
				const length = libc.read(fd, queued, BUFFER_BYTES);
				if (length <= 0) return;
				hear(queued.subarray(0, length));
			}
		},
		pause: () => void socket.pause(),
		resume: () => void socket.resume(),
		close: () => void socket.destroy(),
	};
}

function requireInotify({ inotify }: Libc): NonNullable<Libc["inotify"]> {
	if (inotify !== undefined) return inotify;
	throw new BusError("PLATFORM_UNSUPPORTED", "Cannot use inotify: this system does not have it");
}

function explainFailure(errno: number): BusError {
	const code = getSystemErrorName(-errno);
	if (errno !== constants.errno.EMFILE) return new BusError("SOURCE_FAILED", `Cannot use inotify: ${code}`);
	return new BusError("SOURCE_FAILED", "Cannot use inotify: the user has as many instances as are allowed", {
		hint: "sudo sysctl fs.inotify.max_user_instances=512",
	});
}

const HEAD_BYTES = 16;

/** struct inotify_event: watch, mask, cookie and length of the name, 32 bits each; then the name, padded with zeros. */
function parseNotices(bytes: Buffer): readonly FileNotice[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const isLittleEndian = endianness() === "LE";
	const notices: FileNotice[] = [];
	for (let at = 0; at < bytes.length; ) {
		const end = at + HEAD_BYTES + view.getUint32(at + 12, isLittleEndian);
		notices.push({
			watch: view.getInt32(at, isLittleEndian),
			mask: view.getUint32(at + 4, isLittleEndian),
			cookie: view.getUint32(at + 8, isLittleEndian),
			name: parseName(bytes, at + HEAD_BYTES, end),
		});
		at = end;
	}
	return notices;
}

function parseName(bytes: Buffer, start: number, end: number): BytePath {
	const zero = bytes.indexOf(0, start);
	return bytes.toString("latin1", start, zero === -1 || zero > end ? end : zero) as BytePath;
}
