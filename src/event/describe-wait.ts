/** What a wait waits for, in words. */
import { formatDuration } from "./duration.js";
import type { CompiledWaitSpec } from "./wait-spec.js";

/** `all of pytest:conclusion=success, docker:exit_code=0, unless fs:path*=STOP` */
export function describeWait(spec: CompiledWaitSpec): string {
	const unless = spec.unless.map(({ text }) => text).join(" or ");
	return `${describeTerms(spec)}${unless === "" ? "" : `, unless ${unless}`}`;
}

function describeTerms(spec: CompiledWaitSpec): string {
	const texts = spec.clauses.map(({ text }) => text);
	switch (spec.mode) {
		case "first":
			return texts.join(", ");
		case "all_of":
			return texts.length === 1 ? texts.join() : `all of ${texts.join(", ")}`;
		case "first_of":
			return texts.join(" or ");
		case "sequence":
			return texts.join(", then ");
		case "count": {
			const within = spec.withinMs === undefined ? "" : ` within ${formatDuration(spec.withinMs)}`;
			return `${spec.count} times ${texts.join(", ")}${within}`;
		}
		case "absence":
			return `${formatDuration(spec.forMs)} without ${texts.join(", ")}`;
	}
}
