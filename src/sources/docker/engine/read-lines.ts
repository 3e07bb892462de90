const NEWLINE = 0x0a;

/**
 * The whole lines of each piece that comes in, as UTF-8. What the end cuts off is left out, and so is a line that is
 * longer than the limit.
 */
export async function* readLines(
	body: AsyncIterable<Buffer>,
	maxLineBytes: number,
): AsyncGenerator<readonly string[]> {
	let rest: readonly Buffer[] = [];
	let restBytes = 0;
	let isTooLong = false;
	for await (const piece of body) {
		const end = piece.lastIndexOf(NEWLINE);
		if (end >= 0) {
			// Bytes are joined before they are read as text: a character may lie across the border.
			const lines = Buffer.concat([...rest, piece.subarray(0, end)])
				.toString("utf8")
				.split("\n");
			yield lines.slice(isTooLong ? 1 : 0).filter((line) => line !== "");
			[rest, restBytes, isTooLong] = [[], 0, false];
		}
		const tail = piece.subarray(end + 1);
		restBytes += tail.length;
		isTooLong ||= restBytes > maxLineBytes;
		rest = isTooLong ? [] : [...rest, tail];
	}
}
