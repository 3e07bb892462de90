/** How the containers of an Engine are. */
import type { Engine } from "./engine.js";
import type { Inspection } from "./inspection.js";

export interface Survey {
	/** Of all containers. */
	readonly ids: ReadonlySet<string>;
	/** Of those that were asked for and are still there. */
	readonly inspections: readonly Inspection[];
}

// An Engine answers several at once, and has other callers.
const AT_ONCE = 8;

/** @param which All of them, or those that run: each one is a request. */
export async function survey(engine: Engine, which: "all" | "alive"): Promise<Survey> {
	const listed = await engine.list();
	const wanted = which === "all" ? listed : listed.filter(({ isAlive }) => isAlive);
	const inspections: Inspection[] = [];
	for (let first = 0; first < wanted.length; first += AT_ONCE) {
		const some = wanted.slice(first, first + AT_ONCE).map(({ id }) => engine.inspect(id));
		inspections.push(...(await Promise.all(some)).filter((found) => found !== undefined));
	}
	return { ids: new Set(listed.map(({ id }) => id)), inspections };
}
