import type { EventStream } from "../../src/client/event-stream.js";

/** What `fields.n` is in the next events of a stream; fewer when it ends. */
export async function takeNumbers(stream: EventStream, count: number): Promise<readonly unknown[]> {
	const numbers: unknown[] = [];
	while (numbers.length < count) {
		const result = await stream.next();
		if (result.done === true) break;
		numbers.push(result.value.fields["n"]);
	}
	return numbers;
}
