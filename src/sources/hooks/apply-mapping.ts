/** What config.toml says of a body, on top of what is known of it anyway. */
import type { EventDraft, JsonObject, JsonValue } from "../../event/event.js";
import { CONCLUSIONS } from "../../event/event.js";
import { MAX_NAME_LENGTH } from "../../event/limits.js";
import type { FieldMapping, Hook } from "./config.js";
import type { JsonPath } from "./json-path.js";
import { readJsonPath } from "./json-path.js";

export function applyMapping(hook: Hook, body: JsonValue, draft: EventDraft): EventDraft {
	const id = readText(body, hook.delivery_id);
	const summary = readText(body, hook.summary);
	return {
		...draft,
		source: hook.source ?? draft.source,
		event_type: readEventType(body, hook.event_type) ?? draft.event_type,
		...(id === undefined ? {} : { delivery_id: toDeliveryId(hook, id) }),
		...(summary === undefined ? {} : { summary }),
		...readScope(body, hook),
		fields: { ...draft.fields, ...mapFields(body, hook.fields) },
	};
}

/** Of the hook's own, so that two senders may number their deliveries alike. */
export function toDeliveryId({ name }: Pick<Hook, "name">, id: string): string {
	return `hook:${name}:${id}`;
}

function readText(body: JsonValue, path: JsonPath | undefined): string | undefined {
	const found = path === undefined ? undefined : readJsonPath(body, path);
	if (typeof found === "number" || typeof found === "boolean") return String(found);
	return typeof found === "string" && found !== "" ? found : undefined;
}

function readEventType(body: JsonValue, type: Hook["event_type"]): string | undefined {
	if (type === undefined || typeof type === "string") return type;
	// Senders write "Pipeline Hook" and "build.finished!" where we want a name.
	const slug = readText(body, type)
		?.toLowerCase()
		.replace(/[^a-z0-9_.-]+/g, "_")
		.replace(/^[^a-z]+|_+$/g, "");
	return slug === undefined || slug === "" ? undefined : slug.slice(0, MAX_NAME_LENGTH);
}

function readScope(body: JsonValue, hook: Hook): Pick<EventDraft, "owner" | "repo"> {
	const owner = readText(body, hook.owner);
	const repo = readText(body, hook.repo);
	const [, first, second] = /^([^/]+)\/([^/]+)$/.exec(repo ?? "") ?? [];
	if (owner === undefined && first !== undefined && second !== undefined)
		return { owner: first, repo: second };
	return { ...(owner === undefined ? {} : { owner }), ...(repo === undefined ? {} : { repo }) };
}

function mapFields(body: JsonValue, mappings: Hook["fields"]): JsonObject {
	const fields: Record<string, JsonValue> = {};
	for (const [name, mapping] of Object.entries(mappings)) {
		const value = mapValue(body, mapping);
		if (value !== undefined) Object.assign(fields, toField(name, value));
	}
	return fields;
}

function mapValue(body: JsonValue, mapping: FieldMapping | undefined): JsonValue | undefined {
	if (mapping === undefined) return undefined;
	const found = readJsonPath(body, mapping.path);
	if (mapping.values === undefined || typeof found === "object" || found === undefined) return found;
	const key = String(found);
	return Object.hasOwn(mapping.values, key) ? mapping.values[key] : found;
}

function toField(name: string, value: JsonValue): JsonObject {
	if (name === "conclusion") return toConclusion(value);
	if (name !== "status" || value === null || typeof value === "string") return { [name]: value };
	return { status: JSON.stringify(value) };
}

/** A word that is no conclusion is kept where people see it, and gives no verdict: a guess could be wrong. */
function toConclusion(value: JsonValue): JsonObject {
	if (value === null || CONCLUSIONS.some((known) => known === value)) return { conclusion: value };
	return { conclusion: null, unknown_conclusion: value };
}
