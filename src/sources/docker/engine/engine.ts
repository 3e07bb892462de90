/** One Engine, asked over HTTP. What fails is a BusError SOURCE_FAILED that says what to do. */
import * as v from "valibot";
import type { BusError } from "../../../errors.js";
import type { HttpAnswer, OpenHttp } from "./address.js";
import type { Endpoint } from "./endpoint.js";
import { garbled, refused, toEngineError } from "./engine-error.js";
import { toEventsPath } from "./events-path.js";
import type { Inspection } from "./inspection.js";
import { findInspection } from "./inspection.js";
import type { Message } from "./message.js";
import { findMessage } from "./message.js";
import { readLines } from "./read-lines.js";

export interface Listed {
	readonly id: string;
	/** Created, exited or dead ones are not. */
	readonly isAlive: boolean;
}

// An Engine that is being started lets those who ask wait.
const PATIENCE_MS = 10_000;
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
const MAX_LINE_BYTES = 1024 * 1024;
const OK = 200;
const NOT_FOUND = 404;

const listSchema = v.array(v.object({ Id: v.string(), State: v.optional(v.string(), "") }));
const ALIVE: ReadonlySet<string> = new Set(["running", "paused", "restarting"]);

export class Engine {
	readonly name: string;
	/** Undefined when it is reached by another way. */
	readonly socketPath: string | undefined;
	readonly #endpoint: Endpoint;
	readonly #openHttp: OpenHttp;
	readonly #signal: AbortSignal;

	constructor(endpoint: Endpoint, openHttp: OpenHttp, signal: AbortSignal) {
		const { name, address } = endpoint;
		this.name = name;
		this.socketPath = address.kind === "unix" ? address.socketPath : undefined;
		this.#endpoint = endpoint;
		this.#openHttp = openHttp;
		this.#signal = signal;
	}

	async ping(): Promise<void> {
		await this.#ask("/_ping");
	}

	/** All containers, whatever their state. */
	async list(): Promise<readonly Listed[]> {
		const read = v.safeParse(listSchema, await this.#askJson("/containers/json?all=1"));
		if (!read.success) throw garbled(this.name, "its list of containers");
		return read.output.map(({ Id, State }) => ({ id: Id, isAlive: ALIVE.has(State) }));
	}

	/** Undefined when there is none. @param reference Its name, or as much of its id as tells it from others. */
	async inspect(reference: string): Promise<Inspection | undefined> {
		const value = await this.#askJson(`/containers/${encodeURIComponent(reference)}/json`);
		if (value === undefined) return undefined;
		const inspection = findInspection(value);
		if (inspection === undefined) throw garbled(this.name, "a container of its");
		return inspection;
	}

	/** What the Engine remembers, both ends included: its last 256 messages of any kind. */
	async recall(sinceNs: bigint, untilNs: bigint): Promise<readonly Message[]> {
		const text = await this.#ask(toEventsPath({ sinceNs, untilNs }));
		return (text ?? "").split("\n").flatMap((line) => findMessage(line) ?? []);
	}

	/**
	 * Hears what it remembers since then, and what it says from now on: piece by piece, until the connection ends.
	 * @param hear Is called when it listens, and resolves when it has heard enough.
	 */
	async listen(
		sinceNs: bigint,
		hear: (messages: AsyncIterable<readonly Message[]>) => Promise<void>,
	): Promise<void> {
		const answer = await this.#open(toEventsPath({ sinceNs }), true);
		if (answer.status !== OK) throw await this.#refusal(answer);
		try {
			await hear(readMessages(answer.body));
		} finally {
			answer.close();
		}
	}

	async #askJson(path: string): Promise<unknown> {
		const text = await this.#ask(path);
		try {
			return text === undefined ? undefined : (JSON.parse(text) as unknown);
		} catch {
			throw garbled(this.name, "its answer");
		}
	}

	/** Undefined when it is not found. */
	async #ask(path: string): Promise<string | undefined> {
		const answer = await this.#open(path, false);
		if (answer.status === OK) return await this.#readText(answer);
		const refusal = await this.#refusal(answer);
		if (answer.status === NOT_FOUND) return undefined;
		throw refusal;
	}

	async #refusal(answer: HttpAnswer): Promise<BusError> {
		return refused(this.name, answer.status, await this.#readText(answer));
	}

	async #readText(answer: HttpAnswer): Promise<string> {
		try {
			return await answer.readText(MAX_ANSWER_BYTES);
		} catch (error) {
			throw toEngineError(this.name, error);
		}
	}

	async #open(path: string, isStream: boolean): Promise<HttpAnswer> {
		try {
			const options = { signal: this.#signal, patienceMs: PATIENCE_MS, isStream };
			return await this.#openHttp(this.#endpoint.address, path, options);
		} catch (error) {
			throw toEngineError(this.name, error);
		}
	}
}

async function* readMessages(body: AsyncIterable<Buffer>): AsyncGenerator<readonly Message[]> {
	try {
		for await (const lines of readLines(body, MAX_LINE_BYTES)) {
			yield lines.flatMap((line) => findMessage(line) ?? []);
		}
	} catch {
		// A connection that breaks has ended, too: whoever listens asks again for what came since.
	}
}
