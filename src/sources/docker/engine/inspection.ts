/** How a container is, as the Engine answers when it is asked. */
import * as v from "valibot";
import { findTimeNs } from "../../../event/rfc3339.js";

export interface Inspection {
	readonly id: string;
	readonly name: string;
	readonly image: string;
	readonly labels: Readonly<Record<string, string>>;
	/** Paused too, but not between two runs. */
	readonly isRunning: boolean;
	/** Of its last run; 0 while it runs. */
	readonly exitCode: number;
	readonly isOomKilled: boolean;
	/** When its last run began; undefined when it never did. */
	readonly startedNs: bigint | undefined;
	/** When the last run that is over ended. */
	readonly finishedNs: bigint | undefined;
}

const inspectionSchema = v.object({
	Id: v.pipe(v.string(), v.regex(/^[\w.-]{1,128}$/)),
	Name: v.optional(v.string(), ""),
	State: v.object({
		Running: v.optional(v.boolean(), false),
		Restarting: v.optional(v.boolean(), false),
		ExitCode: v.optional(v.number(), 0),
		OOMKilled: v.optional(v.boolean(), false),
		StartedAt: v.optional(v.string(), ""),
		FinishedAt: v.optional(v.string(), ""),
	}),
	Config: v.object({
		Image: v.optional(v.string(), ""),
		Labels: v.nullish(v.record(v.string(), v.string()), {}),
	}),
});

/** Undefined when it is not what an Engine answers. */
export function findInspection(value: unknown): Inspection | undefined {
	const read = v.safeParse(inspectionSchema, value);
	if (!read.success) return undefined;
	const { Id, Name, State, Config } = read.output;
	return {
		id: Id,
		name: Name.replace(/^\//, ""),
		image: Config.Image,
		labels: Config.Labels,
		// Docker calls a container running that it is about to start again.
		isRunning: State.Running && !State.Restarting,
		exitCode: State.ExitCode,
		isOomKilled: State.OOMKilled,
		startedNs: findMoment(State.StartedAt),
		finishedNs: findMoment(State.FinishedAt),
	};
}

// What an event can bear.
const MIN_TIME_NS = 10n ** 15n;
const MAX_TIME_NS = 2n ** 63n - 1n;

/** Go writes the year 1 for a time that is not set. */
function findMoment(text: string): bigint | undefined {
	const timeNs = findTimeNs(text);
	return timeNs === undefined || timeNs < MIN_TIME_NS || timeNs > MAX_TIME_NS ? undefined : timeNs;
}
