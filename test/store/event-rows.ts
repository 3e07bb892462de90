import type { EventRow } from "../../src/store/store.js";

/** The id of the nth event: ids order as their numbers do. */
export function eventIdOf(n: number): string {
	return `01J0000000${String(n).padStart(16, "0")}`;
}

/** The nth event of a log. */
export function eventRow(n: number, changes: Partial<EventRow> = {}): EventRow {
	return {
		eventId: eventIdOf(n),
		deliveryId: `delivery-${n}`,
		source: "docker",
		eventType: "docker_container",
		owner: "local",
		repo: "docker",
		receivedAtNs: 1_767_225_600_000_000_000n + BigInt(n),
		text: `{"n":${n}}`,
		...changes,
	};
}

/** The events from the first number through the last. */
export function eventRows(
	first: number,
	last: number,
	changesFor: (n: number) => Partial<EventRow> = () => ({}),
): EventRow[] {
	return Array.from({ length: last - first + 1 }, (_, index) =>
		eventRow(first + index, changesFor(first + index)),
	);
}
