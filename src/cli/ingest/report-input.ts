/** Where a report is read: a file, which can be read twice, or a stream, which cannot. */
import { createReadStream, fstatSync, openSync } from "node:fs";
import { BusError } from "../../errors.js";

export interface ReportInput {
	/** For people. */
	readonly name: string;
	readonly isFile: boolean;
	/** From its beginning, for a file. @throws BusError USAGE when it cannot be read */
	read(): AsyncIterable<Uint8Array>;
}

const CHUNK_BYTES = 64 * 1024;
const STDIN = 0;

/** @param file A path, or `-` for standard input. @throws BusError USAGE */
export function openReport(file: string): ReportInput {
	const name = file === "-" ? "standard input" : file;
	const fd = file === "-" ? STDIN : attempt(name, () => openSync(file, "r"));
	// Standard input may be a file as well: `< report.xml`.
	const isFile = attempt(name, () => fstatSync(fd).isFile());
	return { name, isFile, read: () => readFrom({ fd, name, isFile }) };
}

async function* readFrom({ fd, name, isFile }: { fd: number; name: string; isFile: boolean }) {
	const stream = createReadStream("", {
		fd,
		autoClose: false,
		highWaterMark: CHUNK_BYTES,
		...(isFile ? { start: 0 } : {}),
	});
	try {
		for await (const chunk of stream) yield chunk as Uint8Array;
	} catch (cause) {
		throw cannotRead(name, cause);
	}
}

function attempt<T>(name: string, open: () => T): T {
	try {
		return open();
	} catch (cause) {
		throw cannotRead(name, cause);
	}
}

function cannotRead(name: string, cause: unknown): BusError {
	const why = cause instanceof Error ? cause.message : String(cause);
	return new BusError("USAGE", `Cannot read "${name}": ${why}`, { cause, hint: "waitbus ingest --help" });
}
