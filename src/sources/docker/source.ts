/** Docker: what happens to the containers of one Engine. */
import { BusError } from "../../errors.js";
import type { EventDraft } from "../../event/event.js";
import { sleep } from "../sleep.js";
import type { Availability, SourceContext, SourceDefinition } from "../source.js";
import { parseDockerConfig } from "./config.js";
import type { OpenHttp } from "./engine/address.js";
import { awaitEngine } from "./engine/await-engine.js";
import { isAbsence, isHangUp } from "./engine/engine-error.js";
import type { Engine } from "./engine/engine.js";
import { findEngine } from "./engine/find-engine.js";
import { FIELDS } from "./fields.js";
import { Listener } from "./listener.js";
import { CONTAINER_TYPE } from "./to-drafts.js";

/** @param openHttp Opens the connections. */
export function createDockerSource(openHttp: OpenHttp): SourceDefinition {
	return {
		name: "docker",
		summary: "Docker: containers that start, end or change their health",
		eventTypes: [CONTAINER_TYPE],
		fields: FIELDS,
		findAvailability: (question) => findAvailability(question, openHttp),
		createTestDraft,
		run: (context) => run(context, openHttp),
	};
}

type Question = Pick<SourceContext, "env" | "config" | "signal">;

async function findAvailability(question: Question, openHttp: OpenHttp): Promise<Availability> {
	try {
		await openEngine(question, openHttp);
		return { isAvailable: true };
	} catch (error) {
		if (!(error instanceof BusError)) throw error;
		return { isAvailable: false, reason: error.message, hint: error.hint ?? "docker info" };
	}
}

async function openEngine({ env, config, signal }: Question, openHttp: OpenHttp): Promise<Engine> {
	const { host } = parseDockerConfig(config);
	return await findEngine({ host, env, openHttp, signal });
}

async function run(context: SourceContext, openHttp: OpenHttp): Promise<void> {
	const engine = await openEngine(context, openHttp);
	const listener = new Listener(context, engine);
	try {
		await keepHearing(context, engine, listener);
	} catch (error) {
		if (!context.signal.aborted) throw error;
	}
	listener.leave();
}

// An Engine, or a proxy before it, that lets nobody stay is asked ever more seldom.
const MIN_STAY_MS = 1_000;
const MAX_EARLY_ENDS = 2;

async function keepHearing(context: SourceContext, engine: Engine, listener: Listener): Promise<void> {
	const { clock, signal } = context;
	for (let earlyEnds = 0; earlyEnds < MAX_EARLY_ENDS && !signal.aborted; ) {
		const cameMs = clock.monotonicMs();
		const absence = await hear(listener);
		const isEarly = clock.monotonicMs() - cameMs < MIN_STAY_MS;
		if (absence !== undefined) {
			const { message, hint = "docker info" } = absence;
			context.reportHealth({ state: "down", reason: message, hint });
			await awaitEngine(engine, absence, context);
			earlyEnds = 0;
		} else if (isEarly) {
			earlyEnds += 1;
			await sleep(clock, MIN_STAY_MS, signal);
		} else earlyEnds = 0;
	}
	throw new BusError("SOURCE_FAILED", `Cannot hear the Engine at "${engine.name}": it hangs up at once`, {
		hint: "docker events",
	});
}

/** Resolves when the connection has ended. @returns why there was none, when nobody was there */
async function hear(listener: Listener): Promise<BusError | undefined> {
	try {
		await listener.hear();
	} catch (error) {
		if (isAbsence(error)) return error;
		if (!isHangUp(error)) throw error;
	}
	return undefined;
}

function createTestDraft(): EventDraft {
	return {
		source: "docker",
		event_type: CONTAINER_TYPE,
		summary: "A test of the source docker",
		fields: {
			action: "die",
			container: "waitbus-test",
			status: "completed",
			conclusion: "success",
			exit_code: 0,
		},
	};
}
