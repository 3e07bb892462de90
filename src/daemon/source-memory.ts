/** What a source remembers across restarts: one small file each, `<state>/source-NAME.json`. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { JsonValue } from "../event/event.js";
import type { Log } from "../platform/log.js";
import type { SourceContext } from "../sources/source.js";

/** Never throws: a source that forgets begins anew, and its events are still stored once. */
export function createSourceMemory(path: string, log: Log): SourceContext["memory"] {
	let written: string | undefined;
	return {
		read: () => {
			try {
				written = readFileSync(path, "utf8");
				return JSON.parse(written) as JsonValue;
			} catch {
				return undefined;
			}
		},
		write: (value) => {
			const text = JSON.stringify(value);
			if (text === written) return;
			try {
				writeFileSync(`${path}.new`, text, { mode: 0o600 });
				renameSync(`${path}.new`, path);
				written = text;
			} catch (error) {
				log.warn("source memory not written", { error });
			}
		},
	};
}
