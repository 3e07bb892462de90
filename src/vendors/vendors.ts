/** The coding agents that waitbus knows, and what is known of each, loaded when it is wanted: a hook pays for one. */
import type { Connection } from "./connection.js";
import type { ToContext } from "./context.js";
import type { DoorAdapters } from "./doors.js";

export const VENDORS = [
	"claude",
	"codex",
	"gemini",
	"cursor",
	"opencode",
	"copilot",
	"qwen",
	"windsurf",
	"cline",
	"aider",
] as const;

export type Vendor = (typeof VENDORS)[number];

export function isVendor(word: string): word is Vendor {
	return VENDORS.some((vendor) => vendor === word);
}

/** What its hooks must print for the vendor to be content; most want nothing. */
export function answerOf(vendor: Vendor): string | undefined {
	return vendor === "gemini" || vendor === "cursor" || vendor === "cline" ? "{}" : undefined;
}

/** Whether another vendor's agent runs the hook: it has its own for the same moment, under its own name. */
export function isBorrowed(vendor: Vendor, env: Readonly<Record<string, string | undefined>>): boolean {
	// Copilot CLI also runs what a project's .claude/settings.json holds.
	return vendor === "claude" && env["COPILOT_CLI"] !== undefined && env["CLAUDECODE"] === undefined;
}

/** What `connect` writes into its files. */
export async function loadConnection(vendor: Vendor): Promise<Connection> {
	return (await CONNECTIONS[vendor]()).connection;
}

const CONNECTIONS: Readonly<Record<Vendor, () => Promise<{ readonly connection: Connection }>>> = {
	claude: () => import("./claude/connection.js"),
	codex: () => import("./codex/connection.js"),
	gemini: () => import("./gemini/connection.js"),
	cursor: () => import("./cursor/connection.js"),
	opencode: () => import("./opencode/connection.js"),
	copilot: () => import("./copilot/connection.js"),
	qwen: () => import("./qwen/connection.js"),
	windsurf: () => import("./windsurf/connection.js"),
	cline: () => import("./cline/connection.js"),
	aider: () => import("./aider/connection.js"),
};

/** How its sessions are woken, the best way first; most have none that reaches one that is idle. */
export async function loadDoors(vendor: string): Promise<DoorAdapters> {
	return isVendor(vendor) ? ((await DOORS[vendor]?.())?.doors ?? []) : [];
}

const DOORS: Readonly<Partial<Record<Vendor, () => Promise<{ readonly doors: DoorAdapters }>>>> = {
	claude: () => import("./claude/doors.js"),
	codex: () => import("./codex/doors.js"),
	opencode: () => import("./opencode/doors.js"),
	qwen: () => import("./qwen/doors.js"),
};

/** Whether its hooks can tell their session something. */
export function hooksTell(vendor: string): boolean {
	return Object.hasOwn(CONTEXTS, vendor);
}

/** How its hooks tell their session something. */
export async function loadContext(vendor: Vendor): Promise<ToContext | undefined> {
	return (await CONTEXTS[vendor]?.())?.toContext;
}

const CONTEXTS: Readonly<Partial<Record<Vendor, () => Promise<{ readonly toContext: ToContext }>>>> = {
	claude: () => import("./claude/context.js"),
	codex: () => import("./codex/context.js"),
	gemini: () => import("./gemini/context.js"),
	cursor: () => import("./cursor/context.js"),
	copilot: () => import("./copilot/context.js"),
	qwen: () => import("./qwen/context.js"),
};
