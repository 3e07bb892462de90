import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Address, Tls } from "../../src/sources/docker/engine/address.js";
import { openHttp } from "../../src/webhooks/open-http.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const opensslIsMissing =
	spawnSync("openssl", ["version"]).error === undefined || process.env["CI"] === "true"
		? false
		: "apt-get install openssl";

test("a server on a socket is asked by the path of that", async (t) => {
	const address = await serveOnSocket(t, ({ url, headers }, response) => {
		response.statusCode = 418;
		response.end(`${headers.host} ${url} ï`);
	});

	const answer = await openHttp(address, "/a?b=c", ask());

	assert.equal(answer.status, 418);
	assert.equal(await answer.readText(1_000), "docker /a?b=c ï");
});

test("a server that is silent is left after a while", async (t) => {
	const address = await serveOnSocket(t, () => undefined);

	await assert.rejects(openHttp(address, "/", ask({ patienceMs: 20 })), /no answer within 0.02 s/);
});

test("a stream ends with the signal", async (t) => {
	const address = await serveOnSocket(t, (_request, response) => response.flushHeaders());
	const end = new AbortController();

	const stream = await openHttp(address, "/", ask({ signal: end.signal, isStream: true }));
	end.abort();

	await assert.rejects(stream.readText(1_000));
});

test("behind TLS both sides prove who they are", { skip: opensslIsMissing }, async (t) => {
	const { server, client } = makeCertificates(t);
	const address = await serveOnTls(t, server);

	const answer = await openHttp({ ...address, tls: client }, "/", ask());
	const text = await answer.readText(1_000);

	assert.equal(text, "hello");
	const stranger = { ...client, cert: undefined, key: undefined };
	await assert.rejects(
		openHttp({ ...address, tls: stranger }, "/", ask()).then(({ readText }) => readText(9)),
	);
	await assert.rejects(
		openHttp({ ...address, tls: { ...client, ca: undefined } }, "/", ask()),
		/certificate/,
	);
	const trusting = { ...client, ca: undefined, isVerified: false };
	assert.equal((await openHttp({ ...address, tls: trusting }, "/", ask())).status, 200);
});

function ask(options: Partial<Parameters<typeof openHttp>[2]> = {}): Parameters<typeof openHttp>[2] {
	return { signal: new AbortController().signal, patienceMs: 10_000, isStream: false, ...options };
}

async function serveOnSocket(t: TestContext, listener: RequestListener): Promise<Address> {
	const socketPath = join(makeTemporaryDirectory(t), "socket");
	await listen(t, createServer(listener), socketPath);
	return { kind: "unix", socketPath };
}

async function serveOnTls(t: TestContext, tls: Tls) {
	const server = createTlsServer({ ...tls, requestCert: true }, (_request, response) =>
		response.end("hello"),
	);
	await listen(t, server, 0);
	return { kind: "tcp" as const, host: "localhost", port: (server.address() as AddressInfo).port };
}

async function listen(t: TestContext, server: Server, where: string | number): Promise<void> {
	await once(server.listen(where), "listening");
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
}

/** An authority, and one certificate for either side. */
function makeCertificates(t: TestContext): { readonly server: Tls; readonly client: Tls } {
	const directory = makeTemporaryDirectory(t);
	const openssl = (line: string): void => {
		const { status, stderr } = spawnSync("openssl", line.split(" "), { cwd: directory, encoding: "utf8" });
		assert.equal(status, 0, stderr);
	};
	const key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
	openssl(`req -x509 ${key} -keyout ca-key.pem -out ca.pem -subj /CN=authority -days 2`);
	for (const name of ["localhost", "client"]) {
		openssl(`req ${key} -keyout ${name}-key.pem -out ${name}.csr -subj /CN=${name}`);
		openssl(
			`x509 -req -in ${name}.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -out ${name}.pem -days 2`,
		);
	}
	const read = (file: string): string => readFileSync(join(directory, file), "utf8");
	const of = (name: string): Tls => ({
		ca: read("ca.pem"),
		cert: read(`${name}.pem`),
		key: read(`${name}-key.pem`),
		isVerified: true,
	});
	return { server: of("localhost"), client: of("client") };
}
