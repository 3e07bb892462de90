/** `[hooks.NAME]` in config.toml. */
import * as v from "valibot";
import { CONCLUSIONS } from "../../event/event.js";
import { MAX_NAME_LENGTH } from "../../event/limits.js";
import { checkConfig, checkedText } from "../check-config.js";
import { parseJsonPath } from "./json-path.js";

/** Also a part of the path, so no dot and no slash. */
const HOOK_NAME = /^[a-z][a-z0-9_-]{0,57}$/;
const FIELD_NAME = /^(?!(?:source|event_type)$)[a-z][a-z0-9_]*$/;

const path = v.pipe(v.string(), checkedText(parseJsonPath));
const name = v.pipe(v.string(), v.maxLength(MAX_NAME_LENGTH), v.regex(/^[a-z][a-z0-9_.-]*$/));
const scalar = v.union([v.string(), v.number(), v.boolean()]);

/** `"$.state"`, or `{ path = "$.state", values = { passed = "success" } }`. */
const field = v.lazy((input) =>
	typeof input === "object" ? mapped(scalar) : v.pipe(path, v.transform(withoutValues)),
);
const verdict = v.lazy((input) =>
	typeof input === "object" ? mapped(v.picklist(CONCLUSIONS)) : v.pipe(path, v.transform(withoutValues)),
);

const hookSchema = v.strictObject({
	auth: v.picklist(["standard", "bearer"]),
	/** @default the hook's name; for a CloudEvent what it says itself */
	source: v.optional(name),
	/** A name, or a path to one. @default webhook; for a CloudEvent its type */
	event_type: v.optional(v.lazy((input) => (isPathText(input) ? path : name))),
	/** @default the webhook-id or Idempotency-Key header; the id of a CloudEvent */
	delivery_id: v.optional(path),
	owner: v.optional(path),
	/** Also `owner/repo`. */
	repo: v.optional(path),
	summary: v.optional(path),
	fields: v.optional(
		v.pipe(
			v.record(v.pipe(v.string(), v.regex(FIELD_NAME)), v.unknown()),
			v.objectWithRest({ conclusion: v.optional(verdict) }, field),
		),
		{},
	),
});

export const hooksSchema = v.record(v.pipe(v.string(), v.regex(HOOK_NAME)), hookSchema);

export interface Hook extends v.InferOutput<typeof hookSchema> {
	readonly name: string;
}

export type FieldMapping = Hook["fields"][string];

/** @throws BusError CONFIG_INVALID naming the key */
export function parseHooksConfig(value: unknown): readonly Hook[] {
	const hooks = checkConfig(hooksSchema, value ?? {}, "hooks");
	return Object.entries(hooks).map(([hookName, hook]) => ({ name: hookName, ...hook }));
}

function mapped<Value extends v.GenericSchema>(value: Value) {
	return v.strictObject({ path, values: v.record(v.string(), value) });
}

function withoutValues(read: v.InferOutput<typeof path>) {
	return { path: read, values: undefined };
}

function isPathText(input: unknown): boolean {
	return typeof input === "string" && input.startsWith("$");
}
