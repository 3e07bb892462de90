import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { listEndpoints } from "../../../src/sources/docker/engine/list-endpoints.js";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";

describe("the Engine that is asked", () => {
	test("is the one of config.toml, then DOCKER_HOST, then the context of DOCKER_CONTEXT, then the current one", (t) => {
		const home = makeHome(t, { current: "chosen" });
		const env = { HOME: home, DOCKER_HOST: "unix:///by/host.sock", DOCKER_CONTEXT: "named" };

		assert.deepEqual(namesOf("unix:///by/config.sock", env), ["/by/config.sock"]);
		assert.deepEqual(namesOf("", env), ["/by/host.sock"]);
		assert.deepEqual(namesOf("", { ...env, DOCKER_HOST: "" }), ["/by/named.sock"]);
		assert.deepEqual(namesOf("", { HOME: home }), ["/by/chosen.sock"]);
	});

	test("is otherwise at one of the usual sockets of Docker and Podman", (t) => {
		const home = makeHome(t, { current: "default" });

		assert.deepEqual(namesOf("", { HOME: home, XDG_RUNTIME_DIR: "/run/user/7" }), [
			"/var/run/docker.sock",
			"/run/user/7/docker.sock",
			`${home}/.docker/run/docker.sock`,
			`${home}/.docker/desktop/docker.sock`,
			"/run/user/7/podman/podman.sock",
			"/run/podman/podman.sock",
		]);
	});

	test("is reached over TCP, and over TLS with the certificates that docker would use", (t) => {
		const home = makeHome(t, {});
		const certificates = makeTemporaryDirectory(t);
		writeFileSync(join(certificates, "ca.pem"), "the authority");
		const env = { HOME: home, DOCKER_HOST: "tcp://engine.example", DOCKER_CERT_PATH: certificates };

		assert.deepEqual(listEndpoints("", env)[0]?.address, {
			kind: "tcp",
			host: "engine.example",
			port: 2375,
			tls: undefined,
		});
		assert.deepEqual(listEndpoints("", { ...env, DOCKER_TLS_VERIFY: "1" })[0]?.address, {
			kind: "tcp",
			host: "engine.example",
			port: 2376,
			tls: { ca: "the authority", cert: undefined, key: undefined, isVerified: true },
		});
		assert.deepEqual(listEndpoints("tcp://[::1]:99", { HOME: home })[0]?.address, {
			kind: "tcp",
			host: "::1",
			port: 99,
			tls: undefined,
		});
	});

	const unfit: Readonly<Record<string, RegExp>> = {
		"ssh://me@engine": /ssh -nNL/,
		"npipe:////./pipe/docker": /unix:\/\/\/path/,
		"http://engine:2375": /unix:\/\/\/path/,
		"unix://relative.sock": /unix:\/\/\/path/,
		"tcp://engine/path": /unix:\/\/\/path/,
	};
	for (const [host, hint] of Object.entries(unfit)) {
		test(`is not ${host}, and the hint says what to do`, () => {
			assert.throws(() => listEndpoints(host, {}), { code: "CONFIG_INVALID", hint });
		});
	}

	test("is not that of a context that is not there", (t) => {
		const env = { HOME: makeHome(t, {}), DOCKER_CONTEXT: "missing" };

		assert.throws(() => listEndpoints("", env), { code: "CONFIG_INVALID", hint: "docker context ls" });
	});
});

function namesOf(host: string, env: NodeJS.ProcessEnv): readonly string[] {
	return listEndpoints(host, env).map(({ name }) => name);
}

/** As `docker context create` lays its files. */
function makeHome(t: TestContext, { current }: { readonly current?: string }): string {
	const home = makeTemporaryDirectory(t);
	for (const name of ["named", "chosen"]) {
		const id = createHash("sha256").update(name).digest("hex");
		const directory = join(home, ".docker/contexts/meta", id);
		mkdirSync(directory, { recursive: true });
		const endpoints = { docker: { Host: `unix:///by/${name}.sock`, SkipTLSVerify: false } };
		const meta = { Name: name, Metadata: {}, Endpoints: endpoints };
		writeFileSync(join(directory, "meta.json"), JSON.stringify(meta));
	}
	writeFileSync(join(home, ".docker/config.json"), JSON.stringify({ auths: {}, currentContext: current }));
	return home;
}
