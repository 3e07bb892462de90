/** Docker: what happens to the containers of one Engine. */
import { BusError } from "../../errors.js";
import type { EventDraft } from "../../event/event.js";
import type { Availability, SourceContext, SourceDefinition } from "../source.js";
import { parseDockerConfig } from "./config.js";
import type { OpenHttp } from "./engine/address.js";
import type { Engine } from "./engine/engine.js";
import { findEngine } from "./engine/find-engine.js";
import { FIELDS } from "./fields.js";
import { keepHearing } from "./keep-hearing.js";
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
	await keepHearing(context, engine, listener);
	listener.leave();
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
