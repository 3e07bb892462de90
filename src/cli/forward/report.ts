/** Says how the forwarding goes: lines for people, or objects for programs. */
import { formatDuration } from "../../event/duration.js";
import type { Invocation } from "../command.js";
import type { ForwardState } from "./keep-forwarding.js";

export function createReport({ flags, terminal }: Invocation, repo: string): (state: ForwardState) => void {
	if (flags.isSet("json")) return (state) => terminal.print(JSON.stringify(toJson(state, repo)));
	let lastReason = "";
	return (state) => {
		// The same again is no news.
		const isKnown = state.state === "polling" && state.reason === lastReason;
		lastReason = state.state === "polling" ? state.reason : "";
		for (const line of isKnown ? [retryLine(state.retryInMs)] : toLines(state, repo)) terminal.tell(line);
	};
}

function toJson(state: ForwardState, repo: string): object {
	const isPolling = state.state === "polling";
	return {
		state: state.state,
		repo,
		url: state.state === "forwarding" ? state.url : null,
		reason: isPolling ? state.reason : null,
		hint: isPolling ? (state.hint ?? null) : null,
		retry_in_ms: isPolling ? state.retryInMs : null,
	};
}

function toLines(state: ForwardState, repo: string): readonly string[] {
	switch (state.state) {
		case "starting":
			return [
				"waitbus: gh takes a secret as an argument only, where other users of this machine can read it: it gets one that is valid while this runs",
				`waitbus: starting gh webhook forward; ${repo} is polled until it forwards`,
			];
		case "forwarding":
			return [`waitbus: forwarding ${repo} to ${state.url}`];
		case "polling":
			return [
				`waitbus: Cannot forward ${repo}: ${state.reason}`,
				...(state.hint === undefined ? [] : [`  hint: ${state.hint}`]),
				`waitbus: polling ${repo} instead: runs, jobs, checks and pull requests are heard, nothing else`,
				retryLine(state.retryInMs),
			];
	}
}

function retryLine(retryInMs: number): string {
	return `waitbus: starting gh again in ${formatDuration(retryInMs)}`;
}
