/** The C functions that Node does not offer. Loads koffi (about 10 ms, 4 MiB), so only the daemon opens it. */

import { BusError } from "../errors.js";

/** Names, arguments and results are those of C; each result of -1 is explained by `errno()`. */
export interface Libc {
	/** The error of the call just made; nothing may come between. */
	readonly errno: () => number;
	readonly getsockopt: CFunction<
		[fd: number, level: number, option: number, value: Uint8Array, length: Uint32Array]
	>;
	/** BSD and macOS. */
	readonly getpeereid: CFunction<[fd: number, uid: Uint32Array, gid: Uint32Array]> | undefined;
	readonly flock: CFunction<[fd: number, operation: number]>;
	readonly madvise: CFunction<[address: bigint, lengthBytes: bigint, advice: number]>;
	/** glibc. */
	readonly mallocTrim: CFunction<[padBytes: number]> | undefined;
	readonly socket: CFunction<[domain: number, type: number, protocol: number]>;
	readonly sendto: CFunction<
		[
			fd: number,
			data: Uint8Array,
			dataBytes: number,
			flags: number,
			address: Uint8Array,
			addressBytes: number,
		]
	>;
	readonly close: CFunction<[fd: number]>;
	readonly poll: CFunction<[descriptors: Uint8Array, count: number, timeoutMs: number]>;
	/** Linux. */
	readonly pipe2: CFunction<[descriptors: Uint8Array, flags: number]> | undefined;
	/** Linux. */
	readonly dup3: CFunction<[from: number, to: number, flags: number]> | undefined;
	/** Linux: system calls that its C library may lack, by their number, with two arguments. */
	readonly syscall2: CFunction<[number: number, first: number, second: number]> | undefined;
	readonly fcntl: CFunction<[fd: number, command: number, argument: number]>;
	readonly read: CFunction<[fd: number, into: Uint8Array, maxBytes: number]>;
	/** Linux. */
	readonly inotify: InotifyCalls | undefined;
}

interface InotifyCalls {
	readonly init1: CFunction<[flags: number]>;
	readonly addWatch: CFunction<[fd: number, path: Uint8Array, mask: number]>;
	readonly removeWatch: CFunction<[fd: number, watch: number]>;
}

type CFunction<Arguments extends unknown[]> = (...args: Arguments) => number;

/** @throws BusError PLATFORM_UNSUPPORTED when koffi has no binary for this machine */
export async function openLibc(): Promise<Libc> {
	const koffi = await importKoffi();
	// No name: the libc this process already runs on, glibc or musl, whatever its file is called.
	const library = koffi.load(null);
	const fcntl: (...args: unknown[]) => number = library.func("int fcntl(int, int, ...)");

	return {
		errno: () => koffi.errno(),
		getsockopt: library.func("getsockopt", "int", ["int", "int", "int", "void *", "void *"]),
		getpeereid: findFunction(() => library.func("getpeereid", "int", ["int", "void *", "void *"])),
		flock: library.func("flock", "int", ["int", "int"]),
		madvise: library.func("madvise", "int", ["uintptr_t", "size_t", "int"]),
		mallocTrim: findFunction(() => library.func("malloc_trim", "int", ["size_t"])),
		socket: library.func("socket", "int", ["int", "int", "int"]),
		sendto: library.func("sendto", "intptr_t", ["int", "void *", "size_t", "int", "void *", "uint32_t"]),
		close: library.func("close", "int", ["int"]),
		poll: library.func("poll", "int", ["void *", "ulong", "int"]),
		pipe2: findFunction(() => library.func("pipe2", "int", ["void *", "int"])),
		dup3: findFunction(() => library.func("dup3", "int", ["int", "int", "int"])),
		syscall2: findFunction(() => library.func("syscall", "long", ["long", "long", "long"])),
		// Variable arguments are passed in another way than fixed ones on some machines, so each is told its type.
		fcntl: (fd, command, argument) => fcntl(fd, command, "int", argument),
		read: library.func("read", "intptr_t", ["int", "void *", "size_t"]),
		inotify: findFunction(() => ({
			init1: library.func("inotify_init1", "int", ["int"]),
			addWatch: library.func("inotify_add_watch", "int", ["int", "void *", "uint32_t"]),
			removeWatch: library.func("inotify_rm_watch", "int", ["int", "int"]),
		})),
	};
}

async function importKoffi() {
	try {
		return await import("koffi");
	} catch (cause) {
		throw new BusError(
			"PLATFORM_UNSUPPORTED",
			`Cannot load koffi for "${process.platform}-${process.arch}"`,
			{
				hint: "Reinstall with: npm install --include=optional",
				cause,
			},
		);
	}
}

function findFunction<Signature>(declare: () => Signature): Signature | undefined {
	try {
		return declare();
	} catch {
		return undefined;
	}
}
