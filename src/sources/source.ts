/** The contract of every source: it turns what it hears into drafts, and never sees the store, the bus or the socket. */
import type { EventDraft, JsonValue } from "../event/event.js";
import type { Clock } from "../platform/clock.js";
import type { Log } from "../platform/log.js";

/** What became of drafts that a source emitted; rejects when the store refused them. */
export type Emit = (
	drafts: readonly EventDraft[],
) => Promise<readonly { readonly event_id: string; readonly outcome: "committed" | "duplicate" }[]>;

/** What somebody who waits or listens asks of a source, so that it need not work for nobody. */
export interface Demand {
	/** `owner/repo` of waits that name one. */
	readonly repos: readonly string[];
	/** Equalities of the waits' matchers, `fields.head_sha` → values. */
	readonly equalities: ReadonlyMap<string, readonly string[]>;
	/** How many waits and subscriptions there are. */
	readonly listeners: number;
}

export interface SourceContext {
	readonly emit: Emit;
	readonly clock: Clock;
	readonly log: Log;
	/** Ends the source; `run` then returns within a second. */
	readonly signal: AbortSignal;
	/** Its section of config.toml, checked by `parseConfig`. */
	readonly config: JsonValue;
	readonly env: NodeJS.ProcessEnv;
	/** What the source wants to remember across restarts: one small JSON value. */
	readonly memory: { read(): JsonValue | undefined; write(value: JsonValue): void };
	/** What is asked for now; `onDemand` is called when that changes. */
	readonly demand: () => Demand;
	onDemand(listener: () => void): void;
	/** Healthy again, or why not: shown in status. */
	reportHealth(
		health:
			| { readonly state: "up" }
			| { readonly state: "down"; readonly reason: string; readonly hint?: string },
	): void;
}

export type Availability =
	| { readonly isAvailable: true }
	| { readonly isAvailable: false; readonly reason: string; readonly hint: string };

/** A source as its folder exports it: `sources/<name>/source.ts`. */
export interface SourceDefinition {
	readonly name: string;
	/** One line for people. */
	readonly summary: string;
	readonly eventTypes: readonly string[];
	/** The fields it adds, each with what it holds. */
	readonly fields: Readonly<Record<string, string>>;
	/** Whether it could run here and now. */
	findAvailability(context: Pick<SourceContext, "env" | "config">): Promise<Availability>;
	/** A draft that `waitbus source test` sends through. */
	createTestDraft(): EventDraft;
	/** Runs until the signal aborts; when it rejects, the supervisor starts it again after a pause. */
	run(context: SourceContext): Promise<void>;
}

/** A source that servers post to, instead of one that runs: `webhooks/` calls it for each request. */
export interface WebhookSource {
	readonly name: string;
	/** Whether this request is for it: the path without its query. */
	readonly path: string;
	/**
	 * Checks the sender before anything is parsed.
	 * @returns undefined when the request is authentic, otherwise why not
	 */
	authenticate(request: WebhookRequest, secrets: readonly string[]): WebhookRefusal | undefined;
	/** The name of its secret for `waitbus secret set`. */
	readonly secretName: string;
	/** @throws BusError EVENT_INVALID for a body that is not what the source posts */
	toDrafts(request: WebhookRequest): readonly EventDraft[];
}

export interface WebhookRequest {
	readonly path: string;
	/** Lower-case names. */
	readonly headers: Readonly<Record<string, string | undefined>>;
	/** As it came, byte by byte. */
	readonly body: Buffer;
	readonly receivedAtNs: bigint;
}

export interface WebhookRefusal {
	/** Such as `signature_missing`. */
	readonly code: string;
	readonly message: string;
	/** The value of `WWW-Authenticate`, where HTTP has a scheme for it. */
	readonly challenge?: string;
}
