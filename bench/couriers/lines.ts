import type { Socket } from "node:net";

/** Calls `onLine` with every line, however the stream was cut. */
export function onLines(socket: Socket, onLine: (line: string) => void): void {
	let rest = "";
	socket.setEncoding("utf8");
	socket.on("data", (chunk) => {
		const lines = (rest + String(chunk)).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) onLine(line);
	});
}
