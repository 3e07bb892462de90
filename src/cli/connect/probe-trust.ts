/** Asks a vendor that runs only hooks which its user has trusted whether it will run ours. */
import type { Connection } from "../../vendors/connection.js";
import { type Finding, toFinding } from "./finding.js";
import { findOnPath } from "./find-program.js";
import { withJsonRpc } from "./json-rpc.js";

/** Undefined where nobody has to trust them, and where the vendor is not here to be asked. */
export async function probeTrust(
	{ binaries: [binary = ""], trust }: Connection,
	directory: string,
): Promise<Finding | undefined> {
	const path = findOnPath(binary, process.env);
	if (trust === undefined || path === undefined) return undefined;
	return await toFinding("its user trusts the hook", async () => {
		const startedAt = performance.now();
		await withJsonRpc([path, ...trust.arguments], async (rpc) => {
			const clientInfo = { name: "waitbus-connect", title: "waitbus", version: __WAITBUS_VERSION__ };
			await rpc.ask("initialize", { clientInfo });
			rpc.notify("initialized");
			const problem = trust.findProblem(await rpc.ask(trust.method, { cwds: [directory] }));
			if (problem !== undefined) throw new Error(problem);
		});
		return { tookMs: performance.now() - startedAt };
	});
}
