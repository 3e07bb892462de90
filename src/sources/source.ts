/**
 * The contract of every source: it turns what it hears into drafts, and never sees the store, the bus or the socket.
 *
 * A source exports a {@link SourceDefinition} from `sources/<name>/source.ts`, its section of config.toml as a schema
 * from `sources/<name>/config.ts`, and has one entry in `daemon/source-registry.ts`. The daemon
 * - loads its code with its first start, and runs it when its entry says that it is wanted;
 * - asks `findAvailability` before each run, and again after a while as long as it is wanted and not available;
 * - runs it again, later each time, when `run` rejects or returns without having been told to;
 * - ends it by the signal, and starts it anew when its section has changed.
 *
 * Events are stored once for each `delivery_id`, so a source may emit what it has emitted before.
 *
 * `test/sources/contract.ts` and `test/sources/webhook-contract.ts` hold every source to this: a new one calls them from
 * `test/sources/<name>/contract.test.ts` with an upstream of its own.
 */
import type { EventDraft, JsonValue } from "../event/event.js";
import type { Subject } from "../event/subject.js";
import type { Clock } from "../platform/clock.js";
import type { Log } from "../platform/log.js";

/** What became of drafts that a source emitted; rejects when the store refused them. */
export type Emit = (
	drafts: readonly EventDraft[],
) => Promise<readonly { readonly event_id: string; readonly outcome: "committed" | "duplicate" }[]>;

/** What those who wait and listen ask of a source, so that it need not work for nobody. */
export interface Demand {
	/** Whether one of them names the source. */
	readonly isNamed: boolean;
	/** How many there are: those that name the source, and those that name a commit or a repository and no source. */
	readonly listeners: number;
	/** `owner/repo` of waits that name one. */
	readonly repos: readonly string[];
	/** What their matchers ask for by equality: canonical path, such as `fields.head_sha`, → values. */
	readonly equalities: ReadonlyMap<string, readonly string[]>;
	/** The same by prefix: of `path=/a` or `path^=/a/`, `/a` is among the equalities, and `/a/` here. */
	readonly prefixes: ReadonlyMap<string, readonly string[]>;
}

/**
 * Resolves when a look that began at `sinceMs` of the monotonic clock or later is over and what it found is committed;
 * rejects with why there is none, or with what there is not. `asked` has been part of the demand since then.
 */
export type Look = (asked: Demand, sinceMs: number) => Promise<void>;

export interface SourceContext {
	readonly emit: Emit;
	readonly clock: Clock;
	readonly log: Log;
	/** Ends the source; `run` then returns within a second. */
	readonly signal: AbortSignal;
	/** Its section of config.toml as it is written there; its schema has taken it, and its parser reads it. */
	readonly config: JsonValue;
	readonly env: NodeJS.ProcessEnv;
	/** What the source wants to remember across restarts: one small JSON value. */
	readonly memory: { read(): JsonValue | undefined; write(value: JsonValue): void };
	/** What is asked for now; `onDemand` is called when that changes. */
	readonly demand: () => Demand;
	onDemand(listener: () => void): void;
	/**
	 * How to look at all that somebody asks for. A source without it has emitted all there is when it is up.
	 */
	onLook(look: Look): void;
	/** Healthy again, or why not: shown in status. */
	reportHealth(
		health:
			| { readonly state: "up" }
			| { readonly state: "down"; readonly reason: string; readonly hint?: string },
	): void;
}

export type Availability =
	| { readonly isAvailable: true }
	/** `reason` is a clause, such as `no engine answers at /var/run/docker.sock`; `hint` is what to type next. */
	| {
			readonly isAvailable: false;
			readonly reason: string;
			readonly hint: string;
			/** Only another configuration changes that, so it is not asked again. @default false */
			readonly isFinal?: boolean;
	  };

/** What a source says of itself. */
export interface SourceDescription {
	readonly name: string;
	/** One line for people. */
	readonly summary: string;
	readonly eventTypes: readonly string[];
	/** The fields it adds, each with what it holds. */
	readonly fields: Readonly<Record<string, string>>;
	/** A draft that `waitbus source test` sends through. */
	createTestDraft(): EventDraft;
}

/** A source that runs inside the daemon. */
export interface SourceDefinition extends SourceDescription {
	/** Whether it could run here and now. Changes nothing; ends promptly when the signal aborts. */
	findAvailability(context: Pick<SourceContext, "env" | "config" | "signal">): Promise<Availability>;
	/**
	 * Runs until the signal aborts. Calls `reportHealth` once it hears what it should: those who wait are told only then
	 * that they are waiting. What it hears may be malformed and is never a reason to reject.
	 */
	run(context: SourceContext): Promise<void>;
}

/** What a wait names a subject by: `container`; `pr` and `repo`. */
export type SubjectTerms = Readonly<Record<string, string | number>>;

/**
 * A kind of thing that has a state, which a source can judge by its events: the checks of a commit, a container.
 * A wait for one is answered at once when the log holds its answer.
 */
export interface SubjectKind {
	/**
	 * @param section The source's section of config.toml.
	 * @throws BusError REQUEST_INVALID naming the key
	 */
	parse(terms: SubjectTerms, section: JsonValue): Subject;
}

/** How servers post to a source, instead of or besides what it hears while it runs: `webhooks/` calls it for each request. */
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
