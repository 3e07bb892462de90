/** What every step of one look at a repository shares. */
import type { Clock } from "../../../platform/clock.js";
import type { EventDraft } from "../../../event/event.js";
import type { Payload } from "../payload.js";
import { readObject } from "../payload.js";
import { toDrafts } from "../to-drafts.js";
import type { GithubClient } from "./client.js";
import type { RepositoryState } from "./repository-state.js";
import type { Wants } from "./wants.js";

export interface Cycle {
	readonly client: GithubClient;
	readonly clock: Clock;
	/** On the monotonic clock. */
	readonly startedAtMs: number;
	/** `owner/repo` */
	readonly repository: string;
	readonly state: RepositoryState;
	readonly wants: Wants;
	readonly stallThresholdMs: number;
	/** Takes what is to be told when the look is over; what is read is remembered only then. */
	readonly tell: (drafts: readonly EventDraft[]) => void;
}

export interface Polled {
	readonly eventType: string;
	readonly action?: string;
	/** The API's object, which the webhook has under the event's name. */
	readonly subject: Payload;
	/** Pull requests that we know it to belong to, where GitHub names none: those of forks. */
	readonly pulls?: readonly number[];
}

/** The API's object in the form a webhook has it, so that both are read by the same code. */
export function toPolledDrafts(polled: Polled, repository: string): readonly EventDraft[] {
	const { eventType, action, subject } = polled;
	const known = readObject(subject, "repository");
	const [owner = "", name = ""] = repository.split("/");
	const drafts = toDrafts({
		eventType,
		ingestMethod: "poll",
		payload: {
			...(action === undefined ? {} : { action }),
			...(eventType === "status" ? subject : { [eventType]: subject }),
			repository: { ...known, name, owner: { login: owner } },
		},
	});
	return drafts.map((draft) => withPulls(draft, polled.pulls ?? []));
}

function withPulls(draft: EventDraft, pulls: readonly number[]): EventDraft {
	const [first] = pulls;
	if (first === undefined || draft.fields?.["pr"] !== undefined) return draft;
	return { ...draft, fields: { ...draft.fields, pr: first, prs: pulls } };
}
