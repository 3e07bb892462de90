/** How long a call may block before its client would give it up. docs/mcp.md shows the same table. */
import { BusError } from "../errors.js";
import { parseDurationMs } from "../event/duration.js";

/** Most clients give a call 60 seconds. */
const UNKNOWN_CLIENT_MS = 50_000;

/** By a part of the name that the client introduces itself with. */
const CLIENTS: readonly (readonly [name: string, budgetMs: number])[] = [
	// It cuts a call that says nothing for half an hour, and moves a long one to the background by itself.
	["claude-code", 20 * 60_000],
	["codex", 270_000],
	["gemini-cli", 540_000],
	["jcode", 25_000],
];

export interface BudgetOptions {
	/** What the user asked for. */
	readonly fixedMs: number | undefined;
	readonly clientName: string | undefined;
	readonly env: NodeJS.ProcessEnv;
}

export function budgetFor({ fixedMs, clientName, env }: BudgetOptions): number {
	if (fixedMs !== undefined) return fixedMs;
	const name = (clientName ?? nameInEnvironment(env) ?? "").toLowerCase();
	return CLIENTS.find(([part]) => name.includes(part))?.[1] ?? UNKNOWN_CLIENT_MS;
}

/** @throws BusError USAGE */
export function parseBudgetMs(text: string, what: string): number {
	const budgetMs = parseDurationMs(text, what);
	if (budgetMs > 0) return budgetMs;
	throw new BusError("USAGE", `Cannot use ${what} "${text}": not longer than zero`, {
		hint: "waitbus mcp serve --budget 50s",
	});
}

function nameInEnvironment(env: NodeJS.ProcessEnv): string | undefined {
	if (env["CLAUDECODE"] !== undefined) return "claude-code";
	return Object.keys(env).some((key) => key.startsWith("CODEX_")) ? "codex" : undefined;
}
