import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { createHttpGet } from "../../src/webhooks/http-get.js";

test("a request returns status, headers and body", async (t) => {
	const url = await serve(t, (request, response) => {
		response.writeHead(418, { "x-asked-with": request.headers["x-word"], "set-cookie": ["a=1", "b=2"] });
		response.end("täa");
	});

	const reply = await get(url, { headers: { "x-word": "please" } });

	assert.equal(reply.status, 418);
	assert.equal(reply.headers["x-asked-with"], "please");
	assert.equal(reply.headers["set-cookie"], "a=1, b=2");
	assert.equal(reply.body, "täa");
});

test("an answer that is too long is refused before it is all there", async (t) => {
	const url = await serve(t, (_request, response) => {
		const pump = (): void =>
			void (response.write(Buffer.alloc(65_536)) ? setImmediate(pump) : response.once("drain", pump));
		response.on("close", () => response.destroy());
		pump();
	});

	await assert.rejects(get(url, { maxBodyBytes: 100_000 }), /longer than 100000 bytes/);
});

test("a request ends with the reason of its signal, before and during the answer", async (t) => {
	const reason = new Error("enough");
	for (const begin of [false, true]) {
		const end = new AbortController();
		const url = await serve(t, (_request, response) => {
			if (begin) response.write("x");
			setImmediate(() => end.abort(reason));
		});

		await assert.rejects(get(url, { signal: end.signal }), reason);
	}
	await assert.rejects(get(new URL("http://127.0.0.1:9/"), { signal: AbortSignal.abort(reason) }), reason);
});

test("requests in a row share a connection", async (t) => {
	const ports = new Set<number | undefined>();
	const url = await serve(t, (request, response) => {
		ports.add(request.socket.remotePort);
		response.end();
	});
	const httpGet = createHttpGet();

	for (let count = 0; count < 5; count++) {
		await httpGet(url, { headers: {}, signal: AbortSignal.timeout(5_000), maxBodyBytes: 10 });
	}

	assert.equal(ports.size, 1);
});

function get(url: URL, options: Partial<Parameters<ReturnType<typeof createHttpGet>>[1]>) {
	return createHttpGet()(url, {
		headers: {},
		signal: AbortSignal.timeout(5_000),
		maxBodyBytes: 1_000,
		...options,
	});
}

async function serve(t: Pick<TestContext, "after">, listener: RequestListener): Promise<URL> {
	const server = createServer(listener);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	assert.ok(address !== null && typeof address === "object");
	return new URL(`http://127.0.0.1:${address.port}/`);
}
