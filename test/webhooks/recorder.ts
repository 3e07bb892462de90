/** A bus that keeps what it is given, and knows a delivery again. */
import type { EventDraft } from "../../src/event/event.js";
import type { Emit } from "../../src/sources/source.js";

export interface Recorder {
	readonly emit: Emit;
	/** What was new, in the order in which it came. */
	readonly drafts: readonly EventDraft[];
	/** Resolves with the next one that fits, or the first that did already. */
	readonly find: (fits: (draft: EventDraft) => boolean) => Promise<EventDraft>;
}

export function createRecorder(): Recorder {
	const drafts: EventDraft[] = [];
	const idByDelivery = new Map<string, string>();
	const seekers = new Set<() => void>();

	return {
		drafts,
		emit: (batch) => {
			const results = batch.map(record);
			for (const seek of seekers) seek();
			return Promise.resolve(results);
		},
		find: (fits) =>
			new Promise((resolve) => {
				const seek = (): void => {
					const found = drafts.find(fits);
					if (found === undefined) return;
					seekers.delete(seek);
					resolve(found);
				};
				seekers.add(seek);
				seek();
			}),
	};

	function record(draft: EventDraft) {
		const known = draft.delivery_id === undefined ? undefined : idByDelivery.get(draft.delivery_id);
		if (known !== undefined) return { event_id: known, outcome: "duplicate" } as const;
		drafts.push(draft);
		const id = `event-${drafts.length}`;
		if (draft.delivery_id !== undefined) idByDelivery.set(draft.delivery_id, id);
		return { event_id: id, outcome: "committed" } as const;
	}
}
