import type { Bus } from "../bus/bus.js";
import { BusError } from "../errors.js";
import type { ParsedDraft } from "../event/draft.js";
import type { EmitResult } from "../protocol/messages.js";

/** Resolves after the commit. @throws BusError STORE_FAILED, STORE_FULL */
export function publish(bus: Bus, drafts: readonly ParsedDraft[]): Promise<readonly EmitResult[]> {
	return new Promise((resolve, reject) => {
		bus.publish(drafts, (outcome) => (outcome instanceof BusError ? reject(outcome) : resolve(outcome)));
	});
}
