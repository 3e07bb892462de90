import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import type { TestContext } from "node:test";
import { readIdentity } from "../../src/plugins/identity.js";
import { stagePackage } from "../../src/plugins/install-package.js";
import { readManifest } from "../../src/plugins/manifest.js";
import { createPluginSource } from "../../src/plugins/plugin-source.js";
import { EXAMPLE } from "../support/plugin-package.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";
import { testSource } from "./contract.js";

/** The example of a plugin, installed as its users do, held to what every source promises. */
testSource({
	name: "tcp",
	mischief: ["a server that hangs up at once", "a server that talks garbage"],
	hasUpstream: false,
	open: async (t) => {
		const pluginsDir = makeTemporaryDirectory(t);
		const staged = await stagePackage(EXAMPLE, pluginsDir);
		const places = staged.install();
		const manifest = readManifest(places.packageDirectory);
		const port = await openPort(t);
		const config = { addresses: [port.address] };
		const plugin = { name: "tcp", package: manifest.packageName, always: false, config };
		const trust = {
			...(await readIdentity(manifest, places)),
			trusted_at: "2026-01-01T00:00:00.000Z",
			granted: manifest.permissions,
		};
		return {
			create: () => createPluginSource({ plugin, pluginsDir, manifest, trust }),
			happen: () => port.toggle(),
			misbehave: (mischief) => port.misbehave(mischief.includes("garbage") ? "\0garbage\xff" : ""),
		};
	},
});

/** A port that opens and closes. */
async function openPort(t: TestContext) {
	let answer = "";
	const listen = async (port: number): Promise<Server> => {
		const opened = createServer((socket) => socket.on("error", () => undefined).end(answer));
		opened.listen(port, "127.0.0.1");
		await once(opened, "listening");
		return opened;
	};
	let server: Server | undefined = await listen(0);
	const { port } = server.address() as AddressInfo;
	const close = async (): Promise<void> => {
		const closing = server;
		server = undefined;
		if (closing !== undefined) await once(closing.close(), "close");
	};
	t.after(close);
	return {
		address: `127.0.0.1:${port}`,
		misbehave: (text: string): void => {
			answer = text;
		},
		toggle: async (): Promise<void> => {
			if (server === undefined) server = await listen(port);
			else await close();
		},
	};
}
