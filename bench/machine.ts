/** The machine the numbers are from, and nothing that names it. */
import { cpus, release, totalmem, type } from "node:os";

export interface Machine {
	readonly cpu: string;
	readonly cores: number;
	readonly memory_gib: number;
	readonly system: string;
	readonly node: string;
}

export function describeMachine(): Machine {
	const [core] = cpus();
	return {
		cpu: (core?.model ?? "unknown").replaceAll(/\s+/g, " ").trim(),
		cores: cpus().length,
		memory_gib: Math.round(totalmem() / 2 ** 30),
		// The rest of a release says who built the kernel.
		system: `${type()} ${/^[\d.]+/.exec(release())?.[0] ?? ""}`,
		node: process.versions.node,
	};
}
