/** Tells the client of resources that changed, from one subscription to the bus that begins with the first of its own. */
import type { BusClient } from "../client/bus-client.js";
import type { BusEvent } from "../event/event.js";
import type { Timers } from "./pending-waits.js";
import { parseResourceUri } from "./resource-uri.js";

export interface ResourceUpdatesOptions {
	readonly bus: BusClient;
	readonly timers: Timers;
	readonly onError: (error: Error) => void;
}

/** After a notification: what else changes meanwhile is one notification for each resource. */
const QUIET_MS = 20;

export class ResourceUpdates {
	readonly #options: ResourceUpdatesOptions;
	readonly #watched = new Set<string>();
	readonly #changed = new Set<string>();
	#notify: (uri: string) => void = () => undefined;
	#started: Promise<void> | undefined;
	#isQuiet = false;

	constructor(options: ResourceUpdatesOptions) {
		this.#options = options;
	}

	/** Who hears of changes from now on: a connection may begin with a server that is given up again. */
	attach(notify: (uri: string) => void): void {
		this.#notify = notify;
	}

	/** Resolves when whatever happens from now on is heard. */
	async watch(uris: readonly string[]): Promise<void> {
		for (const uri of uris.filter(isWatchable)) this.#watched.add(uri);
		if (this.#watched.size === 0) return;
		this.#started ??= this.#listen();
		await this.#started;
	}

	unwatch(uri: string): void {
		this.#watched.delete(uri);
	}

	async #listen(): Promise<void> {
		const events = this.#options.bus.subscribe();
		void this.#follow(events);
		await events.started;
	}

	async #follow(events: AsyncIterable<BusEvent>): Promise<void> {
		try {
			for await (const event of events) this.#onEvent(event);
		} catch (error) {
			this.#options.onError(error instanceof Error ? error : new Error(String(error)));
		} finally {
			// The next subscription begins anew.
			this.#started = undefined;
		}
	}

	#onEvent(event: BusEvent): void {
		for (const uri of this.#watched) if (isAbout(uri, event)) this.#changed.add(uri);
		if (!this.#isQuiet) this.#tell();
	}

	#tell(): void {
		this.#isQuiet = this.#changed.size > 0;
		if (!this.#isQuiet) return;
		for (const uri of this.#changed) this.#notify(uri);
		this.#changed.clear();
		this.#options.timers.setTimer(QUIET_MS, () => this.#tell());
	}
}

/** An event never changes. */
export function isWatchable(uri: string): boolean {
	const kind = parseResourceUri(uri)?.kind;
	return kind !== undefined && kind !== "event";
}

function isAbout(uri: string, { source, event_type: type, owner, repo, fields }: BusEvent): boolean {
	const address = parseResourceUri(uri);
	if (address?.kind === "agent")
		return type === "agent_message" && (fields["msg_to"] === address.name || fields["msg_to"] === "*");
	if (source === "agent") return false;
	if (address?.kind !== "repo") return address?.kind === "current";
	return ["*", owner].includes(address.owner) && ["*", repo].includes(address.repo);
}
