/** Files and directories: each event is one thing that happened to one of them, above all that it is finished. */
import { randomUUID } from "node:crypto";
import { BusError } from "../../errors.js";
import type { EventDraft } from "../../event/event.js";
import { type BytePath, toBytePath } from "../../platform/byte-path.js";
import { createDeferred } from "../../platform/deferred.js";
import { type Inotify, type OnNotices, openInotify } from "../../platform/inotify.js";
import { openLibc } from "../../platform/libc.js";
import { findOpenWriters, type OpenWriters } from "../../platform/open-writers.js";
import { sleep, untilAborted } from "../sleep.js";
import type { SourceContext, SourceDefinition } from "../source.js";
import type { Change, Overflow } from "./change.js";
import { parseFsConfig } from "./config.js";
import type { Directory } from "./directory.js";
import { FIELDS } from "./fields.js";
import { FileWatcher } from "./file-watcher.js";
import { HealthReport } from "./health.js";
import { findOwnDirectories } from "./own-directories.js";
import { toRequests } from "./requests.js";
import { SettledWatcher } from "./settled-watcher.js";
import { CHANGE_TYPE, OVERFLOW_TYPE, toDraft } from "./to-draft.js";

/** What the kernel tells of files. */
export interface FileSystemCalls {
	readonly openInotify: (onNotices: OnNotices) => Inotify;
	readonly findWriters: (path: BytePath) => OpenWriters;
}

/** @param openCalls Resolves with undefined where the kernel does not tell when a file is closed. */
export function createFsSource(
	openCalls: () => Promise<FileSystemCalls | undefined> = openSystemCalls,
): SourceDefinition {
	return {
		name: "fs",
		summary: "Files that are finished being written, created, renamed or deleted",
		eventTypes: [CHANGE_TYPE, OVERFLOW_TYPE],
		fields: FIELDS,
		findAvailability: () => Promise.resolve({ isAvailable: true }),
		createTestDraft,
		run: async (context) => await run(context, await openCalls()),
	};
}

async function openSystemCalls(): Promise<FileSystemCalls | undefined> {
	const libc = await openLibc();
	if (libc.inotify === undefined) return undefined;
	return {
		openInotify: (onNotices) => openInotify(libc, onNotices),
		findWriters: (path) => findOpenWriters(libc, path),
	};
}

async function run(context: SourceContext, calls: FileSystemCalls | undefined): Promise<void> {
	const { clock, env, demand, signal } = context;
	const config = parseFsConfig(context.config);
	const own = findOwnDirectories(env);
	const health = new HealthReport(context);
	const broken = createDeferred<never>();
	const options = {
		clock,
		ignore: { patterns: config.ignore, isGitHonoured: config.gitignore },
		isForbidden: (path: BytePath) => own.includes(path),
		tell: createStore(context, health),
		onFailures: (failures: ReadonlyMap<Directory, string>) => health.setFailures(failures),
		onBroken: broken.reject,
	};
	const watcher =
		calls === undefined ? new SettledWatcher(options) : new FileWatcher({ ...options, ...calls });
	const heedDemand = (): void =>
		watcher.watch(toRequests(config, demand(), env).filter(({ path }) => !own.contain(path)));
	context.onDemand(heedDemand);
	try {
		heedDemand();
		await Promise.race([untilAborted(signal), broken.promise]);
	} finally {
		watcher.close();
	}
}

// A full disk, most often; what comes meanwhile is kept.
const RETRY_MS = 1_000;

/** Stores events however long it takes, so that none is lost. */
function createStore(
	{ emit, clock, log, signal }: SourceContext,
	health: HealthReport,
): (occurrences: readonly (Change | Overflow)[]) => Promise<void> {
	const run = randomUUID();
	let count = 0;
	return async (occurrences) => {
		const drafts = occurrences.map((occurrence) => {
			count += 1;
			return toDraft(occurrence, `fs:${run}:${count}`);
		});
		while (!signal.aborted) {
			try {
				await emit(drafts);
				return health.setStoreProblem(undefined);
			} catch (error) {
				if (!(error instanceof BusError) || error.code === "EVENT_INVALID") {
					return log.error("defect", { source: "fs", error });
				}
				health.setStoreProblem(error.message);
				await sleep(clock, RETRY_MS, signal);
			}
		}
	};
}

function createTestDraft(): EventDraft {
	const path = toBytePath("/tmp/waitbus-test");
	const change: Change = {
		action: "close_write",
		path,
		root: path,
		isDirectory: false,
		isFinished: true,
		entry: { size: 0, mtimeMs: 0 },
	};
	// Without a delivery id every test is an event of its own.
	const { delivery_id: _, ...draft } = toDraft(change, "test");
	return { ...draft, summary: "A test of the source fs" };
}
