/** Each key of a draft: what it may hold, and what it means when it is absent. */
import type { JsonObject } from "./event.js";
import { CONCLUSIONS } from "./event.js";
import { invalidDraft } from "./draft-error.js";
import { MAX_DELIVERY_ID_LENGTH, MAX_NAME_LENGTH } from "./limits.js";

const NAME = /^[a-z][a-z0-9_.-]*$/;
const MAX_SCOPE_LENGTH = 256;
// White space and control characters would break lines apart, a slash would move the border of owner and repo.
const UNFIT_FOR_SCOPE = /[\s/\p{Cc}]/u;
// The store keeps it in 64 bits.
const MAX_TIME_NS = 2n ** 63n - 1n;

export function parseName(value: unknown, key: string, where: string): string {
	if (typeof value === "string" && value.length <= MAX_NAME_LENGTH && NAME.test(value)) return value;
	const wanted = `a name such as "docker" (${NAME.source}, at most ${MAX_NAME_LENGTH} characters)`;
	throw invalidDraft({ where, key, found: value, wanted });
}

export function parseScope(value: unknown, key: string, where: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (
		typeof value === "string" &&
		value !== "" &&
		value.length <= MAX_SCOPE_LENGTH &&
		!UNFIT_FOR_SCOPE.test(value)
	)
		return value;
	const wanted = `text of 1 to ${MAX_SCOPE_LENGTH} characters without white space or a slash`;
	throw invalidDraft({ where, key, found: value, wanted });
}

export function parseOptionalText(value: unknown, key: string, where: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "string") return value;
	throw invalidDraft({ where, key, found: value, wanted: "text" });
}

export function parseDeliveryId(value: unknown, where: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "string" && value !== "" && value.length <= MAX_DELIVERY_ID_LENGTH) return value;
	throw invalidDraft({
		where,
		key: "delivery_id",
		found: value,
		wanted: `text of 1 to ${MAX_DELIVERY_ID_LENGTH} characters`,
	});
}

export function parseReceivedAt(value: unknown, where: string): bigint | undefined {
	if (value === undefined || value === null) return undefined;
	const digits = typeof value === "bigint" || typeof value === "number" ? String(value) : value;
	// Below 10^15 the number cannot be nanoseconds of this century: it is seconds or milliseconds.
	const timeNs = typeof digits === "string" && /^\d{16,19}$/.test(digits) ? BigInt(digits) : undefined;
	if (timeNs !== undefined && timeNs <= MAX_TIME_NS) return timeNs;
	throw invalidDraft({
		where,
		key: "received_at",
		found: value,
		wanted: "nanoseconds since the epoch, as 1767225600000000000",
	});
}

interface Names {
	readonly source: string;
	readonly event_type: string;
}

/** @param names Stand first, and no field of the emitter's may differ from them. */
export function parseFields(value: unknown, names: Names, where: string): JsonObject {
	if (value === undefined || value === null) return { ...names };
	if (!isObject(value)) throw invalidDraft({ where, key: "fields", found: value, wanted: "a JSON object" });
	const { conclusion, status } = value;
	if (conclusion !== undefined && conclusion !== null && !CONCLUSIONS.some((known) => known === conclusion)) {
		throw invalidDraft({
			where,
			key: "fields.conclusion",
			found: conclusion,
			wanted: `one of ${CONCLUSIONS.join(", ")}`,
		});
	}
	if (status !== undefined && status !== null && typeof status !== "string") {
		throw invalidDraft({ where, key: "fields.status", found: status, wanted: "text" });
	}
	const { source, event_type } = names;
	// Spelt out: V8 takes thirty times as long over two spreads.
	const fields: JsonObject = { source, event_type, ...(value as JsonObject) };
	const isOverruled = fields["source"] !== source || fields["event_type"] !== event_type;
	return isOverruled ? { ...fields, source, event_type } : fields;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
