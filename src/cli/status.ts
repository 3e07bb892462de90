/** `waitbus status`: whether the daemon runs, and what it holds. */
import { resolveAddress } from "../client/address.js";
import { BusClient, type DaemonStatus } from "../client/bus-client.js";
import { EXIT_CODES } from "../errors.js";
import { formatByteSize } from "../event/byte-size.js";
import { formatDuration } from "../event/duration.js";
import type { Invocation } from "./command.js";

export async function runStatus({ flags, terminal }: Invocation): Promise<number> {
	const bus = new BusClient(resolveAddress({ autostart: false }));
	const status = await bus.status();
	if (flags.isSet("json")) terminal.print(JSON.stringify(status));
	else for (const line of toLines(status)) terminal.print(line);
	return EXIT_CODES.done;
}

function toLines(status: DaemonStatus): readonly string[] {
	const sources = status.sources.map(({ source, events }) => `${source} ${events}`).join(", ");
	return [
		`daemon         running, pid ${status.pid}, version ${status.version}, for ${formatDuration(status.uptime_ms)}`,
		`socket         ${status.socket}`,
		`database       ${status.database} (${formatByteSize(status.database_bytes)}, durability ${status.durability})`,
		`events         ${status.events}${sources === "" ? "" : ` (${sources})`}`,
		`newest event   ${status.newest_event_id ?? "none yet"}`,
		`clients        ${status.connections} connected, ${status.waits} waiting, ${status.subscriptions - status.waits} subscribed`,
		`webhooks       ${describeWebhooks(status.webhooks)}`,
		...status.source_states.map((source) => `source         ${describeSource(source)}`),
		...(status.config_problem === null ? [] : [`config.toml    not in force: ${status.config_problem}`]),
		`memory         ${formatByteSize(status.rss_bytes)}`,
	];
}

function describeWebhooks({ port, problem, routes }: DaemonStatus["webhooks"]): string {
	if (problem !== null) return `off: ${problem}`;
	if (port === null) return "off: no secret is set (waitbus secret set github-webhook-secret)";
	const paths = routes.filter((route) => route.is_set).map(({ path }) => path);
	return `http://127.0.0.1:${port} (${paths.join(", ")})`;
}

function describeSource({ name, state, problem }: DaemonStatus["source_states"][number]): string {
	return `${name} ${state}${problem === null ? "" : `: ${problem}`}`;
}
