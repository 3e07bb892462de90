import type { JsonObject } from "../event/event.js";
import type { Vendor } from "../vendors/vendors.js";

/** A call of a vendor's hook, made by way of a tool. */
export interface ReportedHook {
	readonly vendor: Vendor;
	readonly event: string | undefined;
	readonly payload: JsonObject;
}

/** Publishes it, and resolves with what the hook is to answer its vendor. It never rejects. */
export type ReportHook = (hook: ReportedHook) => Promise<string>;
