/** Delivery ids for events whose emitter gave none, so that an emit can be repeated after a lost answer. */

/** Unique, and growing with time: the store's index of them then grows at one end. */
export function createDeliveryId(nowMs: number, pid: number): string {
	const random = Math.floor(Math.random() * 2 ** 52).toString(36);
	return `${nowMs.toString(36).padStart(9, "0")}-${pid.toString(36)}-${random}`;
}
