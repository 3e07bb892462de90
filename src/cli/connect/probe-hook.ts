/** Runs the hook that stands in a vendor's file as the vendor would, and waits for what it publishes. */
import { randomUUID } from "node:crypto";
import { BusError } from "../../errors.js";
import type { BusClient } from "../../client/bus-client.js";
import { toPrintable } from "../../event/printable.js";
import type { Connection } from "../../vendors/connection.js";
import type { Vendor } from "../../vendors/vendors.js";
import { type Finding, toFinding } from "./finding.js";
import { startCommand } from "./start-command.js";

export interface HookProbe {
	readonly vendor: Vendor;
	readonly connection: Connection;
	/** A line for a shell. */
	readonly command: string;
	readonly bus: BusClient;
}

const LIMIT_MS = 5_000;

export async function probeHook(probe: HookProbe): Promise<Finding> {
	return await toFinding("its hook was heard", async () => {
		const session = `probe-${randomUUID()}`;
		const payload = probe.connection.probe?.(session);
		// A vendor without sessions is told from others by its process, which this one stands in for.
		const whose = payload === undefined ? `agent=${probe.vendor}-${process.pid}` : `session=${session}`;
		const wanted = { source: "agent", match: [`fields.vendor=${probe.vendor}`, `fields.${whose}`] };
		// Nothing but a daemon that is there shall be measured.
		await probe.bus.status();
		const heard = probe.bus.waitFor(wanted, { timeoutMs: LIMIT_MS });
		heard.catch(() => undefined);
		const startedAt = performance.now();
		await runHook(probe.command, payload === undefined ? "" : JSON.stringify(payload));
		const event = await heard.catch((error: unknown) => {
			throw error instanceof BusError && error.code === "WAIT_TIMED_OUT"
				? new Error(`nothing came of it within ${LIMIT_MS / 1_000} seconds; waitbus status shows the bus`)
				: error;
		});
		const tookMs = performance.now() - startedAt;
		const { agent } = event.fields;
		if (typeof agent === "string") await probe.bus.agents.leave(agent);
		return { tookMs };
	});
}

async function runHook(command: string, input: string): Promise<void> {
	// What belongs to the session that this may be typed in, not to one of the vendor's.
	const { WAITBUS_AGENT: _name, COPILOT_CLI: _copilot, ...env } = process.env;
	const hook = startCommand(["/bin/sh", "-c", command], env);
	hook.write(input);
	hook.end();
	const { code, stderr } = await hook.ended;
	if (code === 0 && stderr === "") return;
	throw new Error(
		`"${command}" ended with ${code}: ${toPrintable(stderr).slice(0, 500) || "it said nothing"}`,
	);
}
