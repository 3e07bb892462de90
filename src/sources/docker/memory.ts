/** What the source remembers across restarts of the daemon, so that it goes on where it was. */
import * as v from "valibot";
import type { JsonValue } from "../../event/event.js";
import type { Run } from "./run.js";

export interface Memory {
	/** Of the Engine that all this is about. */
	readonly engine: string;
	/** Of its last message; what it says from then on is news. */
	readonly heardNs: bigint;
	/** When it was left in good order; undefined while it is listened to, and after kill -9. */
	readonly leftNs: bigint | undefined;
	readonly runs: readonly Run[];
	readonly ends: readonly (readonly [id: string, timeNs: bigint])[];
}

const moment = v.pipe(
	v.string(),
	v.regex(/^\d{1,19}$/),
	v.transform((digits) => BigInt(digits)),
);
const optionalMoment = v.nullable(moment);

const memorySchema = v.object({
	engine: v.string(),
	heard: moment,
	left: optionalMoment,
	runs: v.array(
		v.object({
			id: v.string(),
			name: v.string(),
			image: v.string(),
			labels: v.record(v.string(), v.string()),
			started: optionalMoment,
			signals: v.array(v.string()),
			oom: v.boolean(),
		}),
	),
	ends: v.array(v.tuple([v.string(), moment])),
});

/** Undefined when there is none that reads: then it begins anew. */
export function findMemory(value: JsonValue | undefined): Memory | undefined {
	const read = v.safeParse(memorySchema, value);
	if (!read.success) return undefined;
	const { engine, heard, left, runs, ends } = read.output;
	return {
		engine,
		heardNs: heard,
		leftNs: left ?? undefined,
		runs: runs.map(({ id, name, image, labels, started, signals, oom }) => ({
			container: { id, name, image, labels },
			startedNs: started ?? undefined,
			signals,
			isOom: oom,
		})),
		ends,
	};
}

export function formatMemory({ engine, heardNs, leftNs, runs, ends }: Memory): JsonValue {
	return {
		engine,
		heard: String(heardNs),
		left: leftNs === undefined ? null : String(leftNs),
		runs: runs.map(({ container: { id, name, image, labels }, startedNs, signals, isOom }) => ({
			id,
			name,
			image,
			labels: keepCompose(labels),
			started: startedNs === undefined ? null : String(startedNs),
			signals,
			oom: isOom,
		})),
		ends: ends.map(([id, timeNs]) => [id, String(timeNs)]),
	};
}

/** Of a container that is removed before it is heard again, those are worth their place. */
function keepCompose(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
	return Object.fromEntries(Object.entries(labels).filter(([name]) => name.startsWith(COMPOSE_PREFIX)));
}

const COMPOSE_PREFIX = "com.docker.compose.";
