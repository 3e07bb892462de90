/** The Engine that answers, of those that may be there. */
import { BusError } from "../../../errors.js";
import type { OpenHttp } from "./address.js";
import { Engine } from "./engine.js";
import { isAbsence } from "./engine-error.js";
import { listEndpoints } from "./list-endpoints.js";

export interface EngineQuestion {
	/** As config.toml has it. */
	readonly host: string;
	readonly env: NodeJS.ProcessEnv;
	readonly openHttp: OpenHttp;
	readonly signal: AbortSignal;
}

/** @throws BusError CONFIG_INVALID, SOURCE_FAILED with the remedy */
export async function findEngine({ host, env, openHttp, signal }: EngineQuestion): Promise<Engine> {
	const failures: unknown[] = [];
	for (const endpoint of listEndpoints(host, env)) {
		const engine = new Engine(endpoint, openHttp, signal);
		try {
			await engine.ping();
			return engine;
		} catch (error) {
			failures.push(error);
		}
	}
	// One that refuses says more than those that are not there.
	throw failures.find((failure) => !isAbsence(failure)) ?? toAbsence(failures);
}

function toAbsence(failures: readonly unknown[]): unknown {
	const [first] = failures;
	if (failures.length === 1) return first;
	const hint = first instanceof BusError ? first.hint : undefined;
	return new BusError("SOURCE_FAILED", "No Docker Engine answers at any of the usual sockets", {
		hint: hint ?? "docker info",
		cause: first,
	});
}
