/** What keeps a matcher from being met: sources that are named and cannot deliver, or that there are not. */
import { BusError } from "../errors.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { WebhookStatus } from "../protocol/messages.js";
import { asksFor, sourcesOf } from "./matcher-sources.js";
import { findOutlook, type Outlook } from "./outlook.js";
import type { PresentSource } from "./supervisor.js";
import type { KnownSources } from "./known-sources.js";
import { findUnknownSources } from "./unknown-sources.js";

export interface Obstacle {
	/** One line for people. */
	readonly note: string;
	readonly refusal: BusError;
	/** It does not pass by itself, and nothing else can meet the matcher. */
	readonly isFinal: boolean;
}

export interface SourceWorld {
	readonly sources: readonly PresentSource[];
	readonly webhooks: () => WebhookStatus;
	readonly known: KnownSources;
}

export function findObstacles(matcher: CompiledMatcher, world: SourceWorld): readonly Obstacle[] {
	const unknown = findUnknownSources(matcher, world.known);
	if (unknown.length > 0)
		return unknown.map(({ text }) => ({
			note: text,
			refusal: refuse(`Cannot wait: ${text}`, "waitbus source list"),
			isFinal: true,
		}));
	const named = world.sources
		.filter(({ target }) => asksFor(matcher, target))
		.map((source) => ({ source, outlook: findOutlook(source, world.webhooks) }));
	const names = sourcesOf(matcher, world.known.names) ?? named.map(({ source }) => source.target.source);
	const isFinal = names.every((name) => {
		const ways = named.filter(({ source }) => source.target.source === name);
		return ways.length > 0 && ways.every((way) => isClosed(way, world.known));
	});
	return named.flatMap(({ source: { target }, outlook }) =>
		outlook === undefined ? [] : [toObstacle(target.source, outlook, isFinal)],
	);
}

// What servers post somebody else may emit as well, who has done so before.
function isClosed(
	{ source, outlook }: { readonly source: PresentSource; readonly outlook: Outlook | undefined },
	{ seen }: KnownSources,
): boolean {
	if (outlook === undefined || outlook.mayPass) return false;
	return source.run !== undefined || !seen.includes(source.target.source);
}

function toObstacle(name: string, { reason, hint, mayPass }: Outlook, isFinal: boolean): Obstacle {
	return {
		note: `${name} ${mayPass ? "does not deliver now" : "cannot deliver"}: ${reason} (${hint})`,
		refusal: refuse(`Cannot wait for "${name}": ${reason}`, hint),
		isFinal,
	};
}

function refuse(message: string, hint: string): BusError {
	return new BusError("SOURCE_UNAVAILABLE", message, { hint });
}
