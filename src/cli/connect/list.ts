/** `waitbus connect --list`: which agents are here, which are connected, and when they were heard last. */
import { BusError, EXIT_CODES } from "../../errors.js";
import type { BusClient } from "../../client/bus-client.js";
import { formatDuration } from "../../event/duration.js";
import { loadConnection, type Vendor, VENDORS } from "../../vendors/vendors.js";
import { createClient } from "../bus-flags.js";
import type { Invocation } from "../command.js";
import { findInstalled } from "./find-installed.js";
import { type ConnectionState, stateOf } from "./state-of.js";

interface Row {
	readonly vendor: Vendor;
	readonly title: string;
	readonly path: string | null;
	readonly version: string | null;
	readonly user: ConnectionState;
	readonly project: ConnectionState;
	/** ISO 8601; null when nothing of it is in the log, or no daemon runs. */
	readonly last_heard_at: string | null;
}

export async function list(invocation: Invocation): Promise<number> {
	const { flags, terminal } = invocation;
	const bus = createClient(invocation);
	try {
		const rows = await Promise.all(VENDORS.map(async (vendor) => await toRow(vendor, bus)));
		const lines = flags.isSet("json") ? rows.map((row) => JSON.stringify(row)) : toLines(rows);
		for (const line of lines) terminal.print(line);
		return EXIT_CODES.done;
	} finally {
		await bus.close();
	}
}

async function toRow(vendor: Vendor, bus: BusClient): Promise<Row> {
	const connection = await loadConnection(vendor);
	const [installed, lastHeardAt] = await Promise.all([
		findInstalled(connection.binaries, process.env),
		findLastHeard(vendor, bus),
	]);
	return {
		vendor,
		title: connection.title,
		path: installed?.path ?? null,
		version: installed?.version ?? null,
		user: stateOf(connection, "user"),
		project: stateOf(connection, "project"),
		last_heard_at: lastHeardAt,
	};
}

async function findLastHeard(vendor: Vendor, bus: BusClient): Promise<string | null> {
	const selection = { source: "agent", match: [`fields.vendor=${vendor}`], since: "start" };
	try {
		const { events } = await bus.query(selection, { limit: 1, newest: true });
		const at = events[0]?.received_at;
		return at === undefined ? null : new Date(Number(at / 1_000_000n)).toISOString();
	} catch (error) {
		if (error instanceof BusError && error.code === "DAEMON_UNREACHABLE") return null;
		throw error;
	}
}

const HEADINGS = ["vendor", "installed", "in your files", "in the project's", "last heard"];

function toLines(rows: readonly Row[]): readonly string[] {
	const table = [HEADINGS, ...rows.map(toCells)];
	const widths = HEADINGS.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
	return table.map((cells) =>
		cells
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join("  ")
			.trimEnd(),
	);
}

function toCells({ vendor, path, version, user, project, last_heard_at: at }: Row): readonly string[] {
	const installed = path === null ? "no" : `${version ?? "yes"}, ${path}`;
	const ago = at === null ? "never" : `${formatDuration(Math.max(1, Date.now() - Date.parse(at)))} ago`;
	return [vendor, installed, user, project, ago];
}
