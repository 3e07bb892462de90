/** Reads the log from its start. */
import { connect } from "../../src/index.js";
import { nowMs } from "../monotonic-clock.js";
import { answerCommands } from "./answer-commands.js";

const bus = connect({ autostart: false });
await bus.status();

answerCommands({
	/** how many to expect → how many came in order, milliseconds from the call to the last */
	read: async ([expected = 0]) => {
		const startMs = nowMs();
		let inOrder = 0;
		for await (const { fields } of bus.subscribe({ since: "start" })) {
			if (fields["index"] === inOrder) inOrder += 1;
			if (inOrder === expected) break;
		}
		return [inOrder, nowMs() - startMs];
	},
});
