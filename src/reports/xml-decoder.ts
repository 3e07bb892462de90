/** The text of an XML document, in the encoding that its first bytes name (XML 1.0, appendix F). */

const HEAD_BYTES = 256;

export type XmlDecoder = (bytes: Uint8Array | undefined) => string;

/**
 * Takes the document in pieces, and undefined at its end.
 * @throws RangeError for an encoding that is not known, TypeError for bytes that are none of its characters
 */
export function createXmlDecoder(): XmlDecoder {
	let head = new Uint8Array();
	let decoder: InstanceType<typeof TextDecoder> | undefined;
	return (bytes) => {
		if (decoder !== undefined) return decoder.decode(bytes, { stream: bytes !== undefined });
		head = Buffer.concat([head, bytes ?? new Uint8Array()]);
		if (head.length < HEAD_BYTES && bytes !== undefined) return "";
		decoder = new TextDecoder(findEncoding(head), { fatal: true });
		return decoder.decode(head, { stream: bytes !== undefined });
	};
}

function findEncoding(head: Uint8Array): string {
	if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
	if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
	if (head[0] === 0x3c && head[1] === 0) return "utf-16le";
	if (head[0] === 0 && head[1] === 0x3c) return "utf-16be";
	const text = Buffer.from(head.subarray(0, HEAD_BYTES)).toString("latin1");
	return /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']/.exec(text)?.[1] ?? "utf-8";
}
