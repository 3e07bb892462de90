import { isUtf8 } from "node:buffer";

/** Undefined when it is not UTF-8. */
export function decodeUtf8(bytes: Buffer): string | undefined {
	// RFC 8259, section 8.1 lets a parser ignore the byte order mark that some programs put first.
	return isUtf8(bytes) ? bytes.toString("utf8").replace(/^\uFEFF/, "") : undefined;
}
