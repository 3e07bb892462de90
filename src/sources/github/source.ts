/** GitHub, polled. What its webhooks post comes through webhook.ts; an event that both see is one. */
import { BusError } from "../../errors.js";
import type { EventDraft } from "../../event/event.js";
import type { Availability, SourceContext, SourceDefinition } from "../source.js";
import { parseGithubConfig } from "./config.js";
import { FIELDS } from "./fields.js";
import { FAMILY_NAMES } from "./normalise/normalise.js";
import { GithubClient } from "./poll/client.js";
import type { HttpGet } from "./poll/http-get.js";
import { Poll } from "./poll/poll.js";
import { findToken } from "./token.js";

/** @param httpGet Opens the connections. */
export function createGithubSource(httpGet: HttpGet): SourceDefinition {
	return {
		name: "github",
		summary: "GitHub: runs, jobs, checks, statuses, pull requests and all that its webhooks tell",
		eventTypes: FAMILY_NAMES,
		fields: FIELDS,
		findAvailability,
		createTestDraft,
		run: (context) => runPoll(context, httpGet),
	};
}

async function runPoll(context: SourceContext, httpGet: HttpGet): Promise<void> {
	const config = parseGithubConfig(context.config);
	const { clock, signal, env } = context;
	const client = new GithubClient({
		httpGet,
		clock,
		signal,
		apiUrl: config.api_url,
		findToken: () => findToken({ env, signal, host: config.api_url.hostname }),
	});
	const poll = new Poll(context, config, client);
	context.reportHealth({ state: "up" });
	await poll.run();
}

/** Without a token GitHub still answers, 60 times an hour and for public repositories. */
function findAvailability({ config }: Pick<SourceContext, "config">): Promise<Availability> {
	try {
		parseGithubConfig(config);
	} catch (error) {
		if (!(error instanceof BusError)) throw error;
		return Promise.resolve({
			isAvailable: false,
			reason: error.message,
			hint: error.hint ?? "Edit config.toml",
		});
	}
	return Promise.resolve({ isAvailable: true });
}

function createTestDraft(): EventDraft {
	return {
		source: "github",
		event_type: "ping",
		summary: "waitbus source test github",
		fields: { action: "test", ingest_method: "test" },
	};
}
