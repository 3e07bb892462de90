import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { makeTemporaryDirectory } from "./temporary-directory.js";

export interface SocketPair {
	/** The end that a daemon would hold. */
	readonly served: Socket;
	/** The client's end; it reads nothing until it is told to. */
	readonly client: Socket;
}

export async function openSocketPair(t: Pick<TestContext, "after">): Promise<SocketPair> {
	const server = createServer();
	await once(server.listen(join(makeTemporaryDirectory(t), "pair.sock")), "listening");
	const accepted = once(server, "connection") as Promise<[Socket]>;
	const client = connect(String(server.address())).pause();
	const [served] = await accepted;
	t.after(() => {
		server.close();
		client.destroy();
		served.destroy();
	});
	return { served, client };
}
