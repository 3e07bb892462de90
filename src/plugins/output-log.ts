/** What a plugin says of itself, in the daemon's log: so much that it cannot push everything else out. */
import type { Readable } from "node:stream";
import type { Clock } from "../platform/clock.js";
import type { Log } from "../platform/log.js";
import { Allowance } from "./allowance.js";

const LINES_AT_ONCE = 100;
const LINES_PER_SECOND = 1;
const MAX_LINE_LENGTH = 1_000;
const MAX_FIELDS_LENGTH = 4_000;

export class OutputLog {
	readonly #source: string;
	readonly #log: Log;
	readonly #allowance: Allowance;
	#dropped = 0;

	constructor(source: string, { log, clock }: { readonly log: Log; readonly clock: Clock }) {
		this.#source = source;
		this.#log = log;
		this.#allowance = new Allowance({ clock, atOnce: LINES_AT_ONCE, perSecond: LINES_PER_SECOND });
	}

	write(level: keyof Log, said: string, fields?: Readonly<Record<string, unknown>>): void {
		if (!this.#allowance.tryTake(1)) {
			this.#dropped += 1;
			return;
		}
		const dropped = this.#dropped === 0 ? {} : { dropped: this.#dropped };
		this.#dropped = 0;
		this.#log[level]("plugin says", {
			source: this.#source,
			said: said.slice(0, MAX_LINE_LENGTH),
			...(fields === undefined ? {} : { fields: clip(fields) }),
			...dropped,
		});
	}

	/** What it prints. */
	follow(stream: Readable): void {
		let line = "";
		stream.setEncoding("utf8");
		stream.on("error", () => undefined);
		stream.on("data", (text: string) => {
			const [first = "", ...rest] = text.split("\n");
			line = (line + first).slice(0, MAX_LINE_LENGTH);
			for (const next of rest) {
				if (line !== "") this.write("info", line);
				line = next;
			}
		});
		stream.on("end", () => line !== "" && this.write("info", line));
	}
}

function clip(fields: Readonly<Record<string, unknown>>): unknown {
	const text = JSON.stringify(fields);
	return text.length <= MAX_FIELDS_LENGTH ? fields : `${text.slice(0, MAX_FIELDS_LENGTH)}…`;
}
