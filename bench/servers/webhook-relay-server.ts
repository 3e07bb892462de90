import { createScratchDirectory } from "../scratch-directory.js";
import { Worker } from "../worker.js";
import type { Server } from "./server.js";

export async function startWebhookRelay({ commits }: { readonly commits: boolean }): Promise<Server> {
	const scratch = createScratchDirectory();
	const socketPath = `${scratch.path}/relay.sock`;
	const place = commits ? [socketPath, `${scratch.path}/log.db`] : [socketPath];
	const relay = await Worker.start("webhook-relay", place);
	const [port] = await relay.ask("port");
	return {
		address: `${port} ${socketPath}`,
		stop: async () => {
			await relay.end();
			scratch.remove();
		},
	};
}
