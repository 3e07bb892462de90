/** The first lines of what may be endless. */
export class FirstLines {
	readonly #lines: string[] = [];

	add(line: string): void {
		if (this.#lines.length < MAX_LINES) this.#lines.push(line.slice(0, MAX_LENGTH));
	}

	get text(): string | undefined {
		return this.#lines.length === 0 ? undefined : this.#lines.join("\n");
	}
}

// More than a message may have, as some lines are left out of it.
const MAX_LINES = 64;
const MAX_LENGTH = 2_000;
