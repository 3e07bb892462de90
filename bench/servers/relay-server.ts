import { createScratchDirectory } from "../scratch-directory.js";
import { Worker } from "../worker.js";
import type { Server } from "./server.js";

export async function startRelay({ commits }: { readonly commits: boolean }): Promise<Server> {
	const scratch = createScratchDirectory();
	const address = `${scratch.path}/relay.sock`;
	const relay = await Worker.start("relay", commits ? [address, `${scratch.path}/log.db`] : [address]);
	return {
		address,
		stop: async () => {
			await relay.end();
			scratch.remove();
		},
	};
}
