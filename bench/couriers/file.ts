/** A file that is written and closed; whoever subscribed to its directory gets its event. The address is the directory. */
import { closeSync, openSync, writeSync } from "node:fs";
import { connect } from "../../src/index.js";
import { type Courier, draftOf, type Sender } from "./courier.js";

export const file: Courier = {
	openSender: (directory) => Promise.resolve(openFileSender(directory)),

	async openReceiver(directory, onIndex) {
		const stream = connect({ autostart: false }).subscribe({ path: directory });
		await stream.started;
		void (async () => {
			for await (const { fields } of stream) onIndex(parseFileName(String(fields["name"])));
		})();
	},
};

/** Closes a file for each message. It was written before, so that what is measured begins with the close. */
export function openFileSender(directory: string): Sender {
	let next: WrittenFile | undefined;
	let prepare: NodeJS.Timeout | undefined;
	return {
		send: (draft) => {
			const index = Number(draft.fields?.["index"]);
			clearTimeout(prepare);
			const { fd } = next?.index === index ? next : writeFile(directory, index);
			closeSync(fd);
			next = undefined;
			prepare = setTimeout(() => (next = writeFile(directory, index + 1)), PREPARE_AFTER_MS);
			return Promise.resolve();
		},
	};
}

interface WrittenFile {
	readonly index: number;
	readonly fd: number;
}

// When the event of the file before has come, as a rule.
const PREPARE_AFTER_MS = 5;

function writeFile(directory: string, index: number): WrittenFile {
	// Another sender's files are others.
	const fd = openSync(`${directory}/${process.pid}-${index}`, "w");
	writeSync(fd, JSON.stringify(draftOf(index)));
	return { index, fd };
}

export function parseFileName(name: string): number {
	return Number(name.slice(name.indexOf("-") + 1));
}
