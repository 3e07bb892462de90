/** What a session is called on the bus when nobody gave it a name. */
import { isAgentName } from "../event/agent-name.js";

const SHORT = 8;

export interface Named {
	/** As the user wants it, in WAITBUS_AGENT. */
	readonly name?: string | undefined;
	readonly vendor: string;
	readonly session?: string | undefined;
}

/** From the best to those that are taken more rarely; without a session there may be none. */
export function sessionNames({ name, vendor, session }: Named): readonly string[] {
	// Some have a prefix that all have in common, as in `ses_4f2a…`.
	const id = (session?.split("_").at(-1) ?? "").replace(/[^A-Za-z0-9]/g, "");
	const lengths = id === "" ? [] : [SHORT, 2 * SHORT, id.length];
	const own = lengths.map((length) => `${vendor}-${id.slice(0, length)}`);
	return [...(name === undefined ? [] : [name]), ...own].filter(isAgentName);
}
