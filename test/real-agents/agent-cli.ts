/** What the kit knows of one coding agent's command line: how it is set up for the stand-in, and how a turn is started. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Vendor } from "../../src/vendors/vendors.js";
import { packageFolder } from "../support/installed-packages.js";
import type { Dialect, Json } from "./dialects/dialect.js";
import type { Step } from "./model-stand-in.js";
import type { Place } from "./place.js";

export interface AgentCli {
	readonly vendor: Vendor;
	readonly packageName: string;
	/** The program and the arguments that every call of it begins with. */
	readonly program: readonly [string, ...string[]];
	readonly dialect: Dialect;
	/** Writes what a user of this vendor has set before waitbus comes. */
	readonly setUp: (place: Place, modelUrl: string) => void;
	/** How the bus hears that the model refused a turn: by a hook for that, or by the end of the process alone. */
	readonly afterRefusal: "agent_failed" | "agent_left" | "agent_lost";
	/** How its model calls a tool of the bus, where it has to look for it first. */
	readonly callTool?: (tool: string, input: Json) => readonly Step[];
	/** One turn without a terminal. */
	readonly turn: (prompt: string) => readonly string[];
	/** For one that ends its hooks with itself: a session that stays after its turn. */
	readonly stay?: (prompt: string) => { readonly words: readonly string[]; readonly input: string };
	/** Which model it talks to; that it neither reports nor updates itself. */
	readonly env: (place: Place, modelUrl: string) => NodeJS.ProcessEnv;
}

/** A file of an installed vendor. */
export function fileOf(packageName: string, ...path: readonly string[]): string {
	return join(packageFolder("agents", packageName), ...path);
}

export function versionOf({ packageName }: AgentCli): string {
	const text = readFileSync(fileOf(packageName, "package.json"), "utf8");
	return (JSON.parse(text) as { version: string }).version;
}
