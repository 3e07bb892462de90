/** `waitbus source`: what the daemon hears by itself. */
import type { BusClient } from "../client/bus-client.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { findNearestName } from "../event/nearest-name.js";
import { createClient } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { usage } from "./parse-arguments.js";
import { type SourceReport, toLines, toReports } from "./source/report.js";
import { toBlock } from "./source/show.js";
import { trySource } from "./source/try.js";
import { SOURCE_VERBS, sourceCommand, type SourceVerb } from "./source-command.js";

export async function runSource(invocation: Invocation): Promise<number> {
	const [word, name] = invocation.arguments;
	const verb = SOURCE_VERBS.find((known) => known === word);
	if (verb === undefined) throw usage(sourceCommand, `wanted is ${SOURCE_VERBS.join(", ")}`);
	if (verb !== "list" && name === undefined)
		throw usage(
			sourceCommand,
			`${verb === "add" ? "a package" : "the name of a source"} is wanted after ${verb}`,
		);
	const loadPluginVerb = PLUGIN_VERBS[verb];
	if (loadPluginVerb === undefined) await askDaemon(verb, name, invocation);
	else await (await loadPluginVerb())(name ?? "", invocation);
	return EXIT_CODES.done;
}

type PluginVerb = (name: string, invocation: Invocation) => Promise<void>;

const PLUGIN_VERBS: Partial<Record<SourceVerb, () => Promise<PluginVerb>>> = {
	add: async () => (await import("./source/add.js")).addPlugin,
	trust: async () => (await import("./source/trust.js")).trustPlugin,
	verify: async () => (await import("./source/verify.js")).verifyPlugin,
	remove: async () => (await import("./source/remove.js")).removePlugin,
};

async function askDaemon(verb: SourceVerb, name: string | undefined, invocation: Invocation): Promise<void> {
	const bus = createClient(invocation);
	try {
		if (verb === "list") await list(bus, invocation);
		else await (verb === "show" ? show : trySource)(bus, name ?? "", invocation);
	} finally {
		await bus.close();
	}
}

async function list(bus: BusClient, { flags, terminal }: Invocation): Promise<void> {
	const reports = toReports(await bus.status());
	const lines = flags.isSet("json")
		? reports.map((report) => JSON.stringify(report))
		: toLines(reports, Date.now());
	for (const line of lines) terminal.print(line);
}

async function show(bus: BusClient, name: string, { flags, terminal }: Invocation): Promise<void> {
	const report = find(toReports(await bus.status()), name);
	const info = await bus.sources.describe(name);
	if (flags.isSet("json")) return terminal.print(JSON.stringify({ ...report, ...info }));
	for (const line of toBlock(report, info, Date.now())) terminal.print(line);
}

function find(reports: readonly SourceReport[], name: string): SourceReport {
	const found = reports.find((report) => report.name === name);
	if (found !== undefined) return found;
	const names = reports.map((report) => report.name);
	const nearest = findNearestName(name, names);
	const meant = nearest === undefined ? `; there are ${names.join(", ")}` : `; did you mean ${nearest}?`;
	throw new BusError("USAGE", `Cannot show "${name}": there is no such source${meant}`, {
		hint: nearest === undefined ? "waitbus source list" : `waitbus source show ${nearest}`,
	});
}
