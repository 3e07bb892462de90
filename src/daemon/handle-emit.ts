import type { Bus } from "../bus/bus.js";
import { BusError } from "../errors.js";
import { parseDraft } from "../event/draft.js";
import type { Request } from "../protocol/messages.js";
import type { SessionContext } from "./session-v2.js";

/** Nothing of a batch is stored unless all of it holds. Resolves when it has been answered. */
export function handleEmit(
	bus: Bus,
	request: Extract<Request, { op: "emit" }>,
	session: SessionContext,
): Promise<void> {
	const { id, events } = request;
	const only = events.length === 1;
	const drafts = events.map((event, index) => parseDraft(event, only ? "event" : `event ${index + 1}`));
	return new Promise((resolve) => {
		bus.publish(drafts, (outcome) => {
			if (outcome instanceof BusError) session.fail(id, outcome);
			else session.reply({ op: "ack", id, results: outcome });
			resolve();
		});
	});
}
