/** What the keys of requests hold. */
import * as v from "valibot";

export const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const text = v.pipe(v.string(), v.maxLength(4_096));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const durationMs = v.pipe(v.number(), v.finite(), v.gtValue(0));
