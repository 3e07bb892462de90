/** What runs in the process of a plugin, under Node's permission model: loads its module and lets it speak to the daemon. */
import { Socket } from "node:net";
import { setPriority } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { PluginSource } from "../source.js";
import { Channel } from "./channel.js";
import { CHANNEL_FD, type FromPlugin, PLUGIN_API } from "./messages.js";
import { PluginSession } from "./runner/plugin-session.js";
import { shieldOtherProcesses } from "./runner/shield.js";

// Others on this machine come first.
const NICENESS = 10;
// The daemon waits a little longer.
const FAREWELL_MS = 400;

const channel = new Channel<FromPlugin>(new Socket({ fd: CHANNEL_FD }));
process.on("uncaughtException", (error) => void fail(error));
shieldOtherProcesses();
setPriority(NICENESS);
try {
	await run(process.argv[2] ?? "");
	process.exit(0);
} catch (error) {
	await fail(error);
}

/** Until the daemon has told it to stop, or is gone. */
async function run(modulePath: string): Promise<void> {
	const source = await load(modulePath);
	const session = new PluginSession(channel);
	const { signal } = session;
	const stopped = new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
	channel.send({ op: "hello", api: PLUGIN_API });
	const listening = session.listen();
	const running = session.started.then((context) => context && source.run(context));
	await Promise.race([running, listening, stopped]);
	if (!signal.aborted) throw new Error("its run has ended by itself");
	await Promise.race([running, sleep(FAREWELL_MS)]);
}

async function load(modulePath: string): Promise<PluginSource> {
	const module = (await import(pathToFileURL(modulePath).href)) as { default?: Partial<PluginSource> };
	const source = module.default;
	if (typeof source?.run === "function") return source as PluginSource;
	throw Object.assign(new Error("its module has no source as its default export"), {
		hint: "export default defineSource({ async run(context) { … } })",
	});
}

async function fail(error: unknown): Promise<never> {
	channel.send({ op: "failed", ...describe(error) });
	await channel.end();
	process.exit(1);
}

function describe(error: unknown): { message: string; hint?: string } {
	if (!(error instanceof Error)) return { message: String(error) };
	const hint: unknown = Reflect.get(error, "hint");
	return { message: error.message, ...(typeof hint === "string" ? { hint } : {}) };
}
