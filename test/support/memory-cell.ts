import type { JsonValue } from "../../src/event/event.js";

/** What one daemon leaves for the next, as a file would keep it. */
export interface MemoryCell {
	read(): JsonValue | undefined;
	write(value: JsonValue): void;
}

export function createMemoryCell(): MemoryCell {
	let text: string | undefined;
	return {
		read: () => (text === undefined ? undefined : (JSON.parse(text) as JsonValue)),
		write: (value) => {
			text = JSON.stringify(value);
		},
	};
}
