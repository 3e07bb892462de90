/** Every kind of source that the daemon knows, and what config.toml makes of each. A new source is one more entry. */
import type * as v from "valibot";
import type { JsonValue } from "../event/event.js";
import type { Paths } from "../platform/paths.js";
import { alertmanagerSchema, parseAlertmanagerConfig } from "../sources/alertmanager/config.js";
import { createAlertmanagerSource } from "../sources/alertmanager/source.js";
import { dockerSchema, parseDockerConfig } from "../sources/docker/config.js";
import { fsSchema, parseFsConfig } from "../sources/fs/config.js";
import { findAwaitedPaths } from "../sources/fs/awaited-paths.js";
import { githubSchema, parseGithubConfig } from "../sources/github/config.js";
import { githubWebhook } from "../sources/github/webhook.js";
import { hooksSchema, parseHooksConfig } from "../sources/hooks/config.js";
import { createHookSource } from "../sources/hooks/source.js";
import type {
	Demand,
	SourceDefinition,
	SourceDescription,
	SubjectKind,
	WebhookSource,
} from "../sources/source.js";
import { pluginSection } from "./plugin-section.js";

/** A section of config.toml, and the sources that it stands for: one mostly, of hooks one for each name. */
export interface SourceSection {
	/** Its key in config.toml. */
	readonly key: string;
	readonly schema: v.GenericSchema;
	/** @param section As it is written in config.toml, checked by the schema; `{}` when it is not there. */
	list(section: JsonValue, places: SourcePlaces): readonly RegisteredSource[];
	/** What of it can be waited for as a state. */
	readonly subject?: RegisteredSubject;
}

/** Where to look for sources that are not part of waitbus. */
export type SourcePlaces = Pick<Paths, "pluginsDir" | "trustPath">;

interface RegisteredSubject {
	/** A wait that has one of these keys is about it. */
	readonly keys: readonly string[];
	/** Called with the first wait for one. */
	load(): Promise<SubjectKind>;
}

/** A source that is there, whether it runs or not. Listed again with every change of config.toml. */
export interface RegisteredSource {
	readonly name: string;
	/** What its events have as their source. @default its name */
	readonly publishesAs?: string;
	/** Types that nobody else publishes: who asks for one of them asks for this source. */
	readonly eventTypes?: readonly string[];
	/** What it runs with: `context.config`. When it is another one, the source is created anew. */
	readonly config: JsonValue;
	/** Called once for each name and config, so what it returns may remember. Loads no code that only a run needs. */
	create(): Source;
}

export interface Source {
	/** Where servers post to it. */
	readonly webhook?: WebhookSource;
	/** What it is, for one that servers post to and that does not run. */
	readonly description?: SourceDescription;
	readonly running?: RunningSource;
}

/** Why something cannot be, as a clause, and what to type next. */
export interface Problem {
	readonly reason: string;
	readonly hint: string;
}

/** How and when a source runs inside the daemon. */
export interface RunningSource {
	/** Called with its first start. */
	load(): Promise<SourceDefinition>;
	/**
	 * Whether it shall run: always, as its configuration has it, or for those who wait. What several want together one of
	 * them wants, so it is asked of each who comes, and of all together only when one has gone.
	 */
	isWanted(demand: Demand): boolean;
	/** What is missing when somebody names it and that is not enough. */
	readonly whenUnwanted?: Problem;
	/** It hears nothing by itself: it looks after what servers post. */
	readonly needsWebhook?: boolean;
	/** It has no timer and no connection while nobody asks, so once started it stays. */
	readonly isFreeWhenIdle: boolean;
}

export const SOURCE_SECTIONS: readonly SourceSection[] = [
	{
		key: "github",
		schema: githubSchema,
		list: (config) => [{ name: "github", config, create: () => createGithub(config) }],
		subject: {
			keys: ["sha", "pr", "branch", "run", "checks"],
			load: async () => (await import("../sources/github/subject.js")).checksKind,
		},
	},
	{
		key: "alertmanager",
		schema: alertmanagerSchema,
		list: (config) => [{ name: "alertmanager", config, create: () => createAlertmanager(config) }],
	},
	{
		key: "docker",
		schema: dockerSchema,
		list: (config) => [
			{ name: "docker", eventTypes: CONTAINER_TYPES, config, create: () => createDocker(config) },
		],
		subject: {
			keys: ["container"],
			load: async () => {
				const { createContainerKind } = await import("../sources/docker/subject.js");
				const { openHttp } = await import("../webhooks/open-http.js");
				return createContainerKind(openHttp);
			},
		},
	},
	{
		key: "fs",
		schema: fsSchema,
		list: (config) => [{ name: "fs", eventTypes: FILE_TYPES, config, create: () => createFs(config) }],
	},
	{ key: "hooks", schema: hooksSchema, list: listHooks },
	// Last, so that none of them takes the name of another.
	pluginSection,
];

function createGithub(config: JsonValue): Source {
	const { repos: configured } = parseGithubConfig(config);
	return {
		webhook: githubWebhook,
		running: {
			load: async () => {
				const { createGithubSource } = await import("../sources/github/source.js");
				const { createHttpGet } = await import("../webhooks/http-get.js");
				return createGithubSource(createHttpGet());
			},
			isWanted: ({ repos }) => configured.length > 0 || repos.length > 0,
			whenUnwanted: { reason: "no repository is named to poll", hint: "add --repo OWNER/REPO" },
			isFreeWhenIdle: true,
		},
	};
}

function createAlertmanager(config: JsonValue): Source {
	const { webhook, definition } = createAlertmanagerSource(parseAlertmanagerConfig(config));
	return {
		webhook,
		running: {
			load: () => Promise.resolve(definition),
			isWanted: () => true,
			needsWebhook: true,
			isFreeWhenIdle: true,
		},
	};
}

const CONTAINER_TYPES = ["docker_container"];

function createDocker(config: JsonValue): Source {
	const { always } = parseDockerConfig(config);
	return {
		running: {
			load: async () => {
				const { createDockerSource } = await import("../sources/docker/source.js");
				const { openHttp } = await import("../webhooks/open-http.js");
				return createDockerSource(openHttp);
			},
			isWanted: ({ isNamed }) => always || isNamed,
			// What happens before the next one asks is not told to that one as news.
			isFreeWhenIdle: true,
		},
	};
}

const FILE_TYPES = ["fs_change", "fs_overflow"];

function createFs(config: JsonValue): Source {
	const { paths } = parseFsConfig(config);
	return {
		running: {
			load: async () => (await import("../sources/fs/source.js")).createFsSource(),
			isWanted: (demand) => paths.length > 0 || findAwaitedPaths(demand).length > 0,
			whenUnwanted: { reason: "no path is named to watch", hint: "add --path PATH" },
			isFreeWhenIdle: false,
		},
	};
}

function listHooks(section: JsonValue): readonly RegisteredSource[] {
	return parseHooksConfig(section).map((hook) => {
		const source = createHookSource(hook);
		return {
			name: source.name,
			publishesAs: hook.source ?? hook.name,
			config: section,
			create: () => ({ webhook: source, description: source }),
		};
	});
}
