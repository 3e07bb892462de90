/** `waitbus claim`: holds a resource alone. */
import type { BusClient } from "../client/bus-client.js";
import type { ClaimOptions, Lease } from "../client/lease.js";
import type { LeaseInfo } from "../client/leases.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { formatDuration } from "../event/duration.js";
import { toPrintable } from "../event/printable.js";
import { withoutAbsent } from "../event/without-absent.js";
import { findProcess, lineageOf } from "../platform/process-identity.js";
import { createClient } from "./bus-flags.js";
import { claimCommand } from "./claim-command.js";
import { Child } from "./child-process.js";
import type { FlagValues, Invocation } from "./command.js";
import { usage } from "./parse-arguments.js";
import { toResource } from "./resource.js";
import { SignalForwarding } from "./run/forward-signals.js";
import { durationOf } from "./duration-flag.js";

export async function runClaim(invocation: Invocation): Promise<number> {
	const { flags, program, terminal } = invocation;
	const bus = createClient(invocation);
	try {
		if (flags.isSet("list")) return await list(bus, invocation);
		const resource = toResource(claimCommand, invocation);
		const held = await bus.leases.claim(resource, {
			...toClaimOptions(flags, { hasProgram: program !== undefined }),
			onQueued: ({ holder }) => terminal.tell(`waitbus: waiting for ${resource}, which ${holder} holds`),
		});
		if (program !== undefined) return await holdWhile(held, invocation);
		terminal.print(flags.isSet("json") ? JSON.stringify(held.info) : String(held.token));
		return EXIT_CODES.done;
	} finally {
		await bus.close();
	}
}

function toClaimOptions(flags: FlagValues, hasProgram: { readonly hasProgram: boolean }): ClaimOptions {
	const wait = flags.isSet("wait");
	const timeoutMs = durationOf(flags, "timeout");
	if (timeoutMs !== undefined && !wait) throw usage(claimCommand, "--timeout goes with --wait");
	return {
		...withoutAbsent({ timeoutMs, ttlMs: durationOf(flags, "ttl") }),
		wait,
		...holderOf(flags, hasProgram),
	};
}

/** Without a command this process ends at once, so it cannot be what holds the lease. */
function holderOf(flags: FlagValues, { hasProgram }: { readonly hasProgram: boolean }): ClaimOptions {
	const [agent, pid] = [flags.text("as"), flags.text("pid")];
	if (agent !== undefined) return { agent };
	if (pid !== undefined) return { pid: parsePid(pid) };
	if (hasProgram) return { heldBy: "connection" };
	const shell = findShell();
	if (shell !== undefined) return { elsePid: shell };
	return { heldBy: "time" };
}

/** The program that the terminal's session began with: it goes when the terminal does. */
function findShell(): number | undefined {
	const leader = findProcess(process.pid)?.sessionLeaderPid;
	if (leader === undefined || leader === process.pid) return undefined;
	return lineageOf(process.pid).includes(leader) ? leader : undefined;
}

function parsePid(text: string): number {
	if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
	throw new BusError("USAGE", `Cannot use --pid "${text}": not the number of a process`, {
		hint: "waitbus claim deploy --pid $$",
	});
}

async function holdWhile(lease: Lease, { program = [], env, terminal }: Invocation): Promise<number> {
	const signals = new SignalForwarding();
	try {
		const child = await Child.start(program, {
			env: { ...env, WAITBUS_LEASE_TOKEN: String(lease.token) },
			stdio: "inherit",
			hasOwnGroup: false,
		});
		signals.startFor(child);
		void lease.ended.then((reason) => {
			if (child.isRunning) terminal.tell(`waitbus: the lease of ${lease.resource} is over: ${reason}`);
		});
		return (await child.ended).exitCode;
	} finally {
		signals.close();
		await lease.release().catch(ignoreEnded);
	}
}

function ignoreEnded(error: unknown): void {
	if (!(error instanceof BusError && error.code === "LEASE_NOT_HELD")) throw error;
}

async function list(bus: BusClient, { flags, terminal }: Invocation): Promise<number> {
	const leases = await bus.leases.list();
	for (const lease of leases)
		terminal.print(flags.isSet("json") ? JSON.stringify(lease) : describe(lease, Date.now()));
	if (leases.length === 0 && !flags.isSet("json")) terminal.tell("waitbus: nothing is held");
	return EXIT_CODES.done;
}

function describe(lease: LeaseInfo, nowMs: number): string {
	const { resource, holder, token, expires_at_ms: expiresAtMs, waiting } = lease;
	const facts = [
		`held by ${holder} for ${formatDuration(Math.max(1, nowMs - lease.claimed_at_ms))}`,
		`token ${token}`,
		...(expiresAtMs === null ? [] : [`ends in ${formatDuration(Math.max(1, expiresAtMs - nowMs))}`]),
		...(waiting === 0 ? [] : [`${waiting} waiting`]),
	];
	return toPrintable(`${resource.padEnd(24)} ${facts.join(", ")}`);
}
