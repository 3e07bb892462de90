/** Runs the source on the real file system and keeps what it emits. */
import { mkdirSync, writeFileSync } from "node:fs";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { parseDraft } from "../../../src/event/draft.js";
import type { EventDraft, JsonObject } from "../../../src/event/event.js";
import { createSystemClock } from "../../../src/platform/clock.js";
import { createFsSource, type FileSystemCalls } from "../../../src/sources/fs/source.js";
import type { Demand, SourceContext } from "../../../src/sources/source.js";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";

type Health = Parameters<SourceContext["reportHealth"]>[0];

export interface FsHarness {
	/** An empty directory of the test, watched when `paths` does not say otherwise. */
	readonly root: string;
	readonly health: Health | undefined;
	/**
	 * Waits until what has happened so far is told, and takes it.
	 * @param atLeast So many, when it takes longer to find out than to be told. @default 0
	 */
	takeEvents(atLeast?: number): Promise<readonly EventDraft[]>;
	/** The same in short: `close_write a/b`, with the path from the root on. */
	takeNews(atLeast?: number): Promise<readonly string[]>;
	/** Waits for an event that has not been taken yet. */
	until(isIt: (event: EventDraft) => boolean): Promise<EventDraft>;
	untilHealth(isIt: (health: Health) => boolean): Promise<void>;
	/** Somebody waits for these paths and what is beneath them, as `wait --path` does. */
	await(...paths: readonly string[]): void;
	stop(): Promise<void>;
}

export interface FsHarnessOptions {
	/** Relative to the root. @default the root itself */
	readonly paths?: readonly string[];
	readonly config?: JsonObject;
	readonly calls?: () => Promise<FileSystemCalls | undefined>;
	readonly emit?: SourceContext["emit"];
	readonly env?: NodeJS.ProcessEnv;
	/** Done to the root before it is watched. */
	readonly prepare?: (root: string) => void;
}

export async function startFs(t: TestContext, options: FsHarnessOptions = {}): Promise<FsHarness> {
	const base = makeTemporaryDirectory(t);
	const root = `${base}/root`;
	const marks = `${base}/marks`;
	mkdirSync(root);
	mkdirSync(marks);
	if (options.prepare !== undefined) {
		options.prepare(root);
		// What changed within the kernel's last tick may count as new; this was there before.
		await delay(50);
	}
	const paths = (options.paths ?? [""]).map((path) => (path === "" ? root : `${root}/${path}`));
	const end = new AbortController();
	const events: EventDraft[] = [];
	const wakes = new Set<() => void>();
	let demand = demandFor([]);
	let hearDemand = (): void => {};
	let health: Health | undefined;
	let marked = 0;

	const context: SourceContext = {
		emit: async (drafts) => {
			const results = await (options.emit ?? commit)(drafts);
			for (const draft of drafts) parseDraft(draft);
			events.push(...drafts);
			wake();
			return results;
		},
		clock: createSystemClock(),
		log: {
			debug() {},
			info() {},
			warn() {},
			error(_message, fields) {
				throw fields?.["error"];
			},
		},
		signal: end.signal,
		config: { ...options.config, paths: [...paths, marks] },
		env: {
			...process.env,
			WAITBUS_STATE_DIR: `${base}/state`,
			WAITBUS_RUNTIME_DIR: `${base}/run`,
			...options.env,
		},
		memory: { read: () => undefined, write() {} },
		demand: () => demand,
		onDemand: (listener) => void (hearDemand = listener),
		onLook: () => undefined,
		reportHealth(value) {
			health = value;
			wake();
		},
	};
	const running = createFsSource(options.calls).run(context);
	const stop = async (): Promise<void> => {
		end.abort();
		await running;
	};
	t.after(stop);

	function wake(): void {
		for (const each of wakes) each();
	}

	function until<T>(find: () => T | undefined): Promise<T> {
		return new Promise((resolve) => {
			const look = (): void => {
				const found = find();
				if (found === undefined) return;
				wakes.delete(look);
				resolve(found);
			};
			wakes.add(look);
			look();
		});
	}

	async function takeEvents(atLeast = 0): Promise<readonly EventDraft[]> {
		const name = `mark-${(marked += 1)}`;
		writeFileSync(`${marks}/${name}`, "");
		const isMark = ({ fields }: EventDraft): boolean => fields?.["root"] === marks;
		await until(() =>
			events.find(
				(event) =>
					isMark(event) && event.fields?.["name"] === name && event.fields["action"] === "close_write",
			),
		);
		await until(() => (events.filter((event) => !isMark(event)).length >= atLeast ? true : undefined));
		return events.splice(0).filter((event) => !isMark(event));
	}

	const harness: FsHarness = {
		root,
		get health() {
			return health;
		},
		takeEvents,
		takeNews: async (atLeast) => (await takeEvents(atLeast)).map((event) => describe(event, root)),
		until: (isIt) => until(() => events.find(isIt)),
		untilHealth: async (isIt) =>
			void (await until(() => (health !== undefined && isIt(health) ? health : undefined))),
		await(...awaited) {
			demand = demandFor(awaited);
			hearDemand();
		},
		stop,
	};
	await harness.untilHealth(() => true);
	return harness;
}

function describe({ fields }: EventDraft, root: string): string {
	const show = (path: unknown): string => {
		const text = String(path);
		return text === root ? "." : text.replace(`${root}/`, "");
	};
	const kind = fields?.["is_directory"] === true ? "/" : "";
	const from = fields?.["old_path"] === undefined ? "" : ` from ${show(fields["old_path"])}`;
	const finished = fields?.["status"] === "completed" ? "" : " (unfinished)";
	return `${String(fields?.["action"])} ${show(fields?.["path"])}${kind}${from}${finished}`;
}

function demandFor(paths: readonly string[]): Demand {
	const values = (suffix: string) =>
		new Map(paths.length === 0 ? [] : [["fields.path", paths.map((path) => path + suffix)]]);
	return {
		isNamed: paths.length > 0,
		listeners: paths.length,
		repos: [],
		equalities: values(""),
		prefixes: values("/"),
	};
}

function commit(drafts: readonly EventDraft[]) {
	return Promise.resolve(
		drafts.map(({ delivery_id: id = "" }) => ({ event_id: id, outcome: "committed" as const })),
	);
}
