/** `waitbus connect VENDOR --verify`: what stands in the vendor's files is run, and must work. */
import type { Commands } from "../../vendors/edit/text-editor.js";
import type { VendorFile } from "../../vendors/connection.js";
import { readText } from "../../vendors/plan-connection.js";
import { createClient } from "../bus-flags.js";
import type { Invocation } from "../command.js";

import type { Target } from "./find-targets.js";
import type { Finding } from "./finding.js";
import { probeHook } from "./probe-hook.js";
import { probeTrust } from "./probe-trust.js";
import { probeServer } from "./probe-server.js";

/** Whether all of it works. */
export async function verify(target: Target, invocation: Invocation): Promise<boolean> {
	const { flags, terminal } = invocation;
	const { hook, server } = readCommands(target.files);
	const bus = createClient(invocation);
	try {
		const findings = [
			hook && (await probeHook({ ...target, command: hook, bus })),
			hook && (await probeTrust(target.connection, target.place.project)),
			server && (await probeServer(server)),
		].filter((finding) => typeof finding === "object");
		const isWorking = findings.length > 0 && findings.every(({ problem }) => problem === null);
		if (flags.isSet("json")) terminal.print(toJson(target, { isWorking, findings }));
		else for (const finding of findings) terminal.print(describe(finding));
		return isWorking;
	} finally {
		await bus.close();
	}
}

function readCommands(files: readonly VendorFile[]): Commands {
	return files.reduce<Commands>(
		(found, { path, editor }) => ({ ...found, ...editor.readCommands(readText(path) ?? "") }),
		{},
	);
}

function describe({ what, tookMs, problem, tools }: Finding): string {
	if (problem !== null) return `failed: ${what}: ${problem}`;
	const count = tools === undefined ? "" : `, ${tools} of them`;
	return `ok: ${what}${count}, after ${Math.round(tookMs ?? 0)} ms`;
}

function toJson(
	{ vendor, place: { scope } }: Target,
	{ isWorking, findings }: { readonly isWorking: boolean; readonly findings: readonly Finding[] },
): string {
	const rows = findings.map(({ what, tookMs, problem, tools = null }) => ({
		what,
		took_ms: tookMs === null ? null : Math.round(tookMs),
		tools,
		problem,
	}));
	return JSON.stringify({ vendor, scope, working: isWorking, findings: rows });
}
