import type { TestContext } from "node:test";
import koffi from "koffi";

/** A real datagram socket such as a service manager listens on; a name that begins with @ is abstract. */
export function openDatagramReceiver(t: Pick<TestContext, "after">, name: string): { receive(): string } {
	const libc = koffi.load(null);
	const socket: (domain: number, type: number, protocol: number) => number =
		libc.func("int socket(int, int, int)");
	const bind: (fd: number, address: Buffer, bytes: number) => number = libc.func(
		"int bind(int, void *, int)",
	);
	const recv: (...args: [fd: number, data: Buffer, bytes: number, flags: number]) => number = libc.func(
		"long recv(int, void *, size_t, int)",
	);
	const close: (fd: number) => number = libc.func("int close(int)");

	const fd = socket(1, 2, 0);
	t.after(() => void close(fd));
	const address = Buffer.from(name.startsWith("@") ? `\u0001\0\0${name.slice(1)}` : `\u0001\0${name}\0`);
	if (bind(fd, address, address.length) !== 0) throw new Error(`bind: errno ${koffi.errno()}`);

	return {
		receive() {
			const data = Buffer.alloc(4096);
			// A datagram between Unix sockets has arrived when sendto returns, so there is nothing to wait for.
			const bytes = recv(fd, data, data.length, 0x40);
			return bytes < 0 ? "nothing" : data.toString("utf8", 0, bytes);
		},
	};
}
