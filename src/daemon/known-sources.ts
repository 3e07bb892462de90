import { SOURCE_SECTIONS } from "./source-registry.js";
import type { PresentSource } from "./supervisor.js";

/** Every source that there is, or that the log holds events of. */
export interface KnownSources {
	readonly names: readonly string[];
	/** Those that the log holds events of. */
	readonly seen: readonly string[];
	/** What there is to say of a name that is none of them and looks like one of ours. */
	readonly findMistake: (name: string) => Mistake | undefined;
}

interface Mistake {
	/** One line for people. */
	readonly text: string;
	/** The name that was probably meant. */
	readonly nearest: string | undefined;
}

export function toKnownSources(present: readonly PresentSource[], seen: readonly string[]): KnownSources {
	return {
		names: [...new Set([...seen, ...present.map(({ target }) => target.source)])],
		seen,
		findMistake: (name) => findMistake(present, name),
	};
}

function findMistake(present: readonly PresentSource[], name: string): Mistake | undefined {
	const meant = present.find((source) => source.name === name)?.target.source;
	if (meant !== undefined) return { text: `events of ${name} have the source ${meant}`, nearest: meant };
	const isOfSection = SOURCE_SECTIONS.some(({ key }) => name.startsWith(`${key}.`));
	return isOfSection ? { text: `config.toml has no [${name}]`, nearest: undefined } : undefined;
}
