import type { BusEvent } from "./event.js";

/** The text of a field; empty when the field holds none. */
export function textField({ fields }: BusEvent, key: string): string {
	const value = fields[key];
	return typeof value === "string" ? value : "";
}
