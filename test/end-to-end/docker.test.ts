import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startDaemon } from "../support/daemon-process.js";
import type { DockerEngine } from "../support/docker-engine.js";
import { dockerIsMissing, startDockerEngine } from "../support/docker-engine.js";
import { runCli, startCli } from "../support/run-cli.js";

test("without an Engine the wait says why nothing comes, and --strict ends it", async (t) => {
	const daemon = await startDaemon(t, { env: { DOCKER_HOST: "unix:///nowhere/docker.sock" } });

	const { code, stderr } = await runCli(["wait", "--source", "docker", "--strict"], daemon);

	assert.equal(code, 125);
	assert.match(stderr, /Cannot ask the Engine at "\/nowhere\/docker\.sock": no such file/);
	assert.match(stderr, /systemctl start docker/);
});

describe("the daemon and a real Docker Engine", { skip: dockerIsMissing }, () => {
	let engine: DockerEngine;
	before(async () => void (engine = await startDockerEngine()));
	after(() => engine.close());

	test("a wait that names docker starts the source, and exits as the container does", async (t) => {
		const daemon = await startDaemon(t, { env: { DOCKER_HOST: engine.host } });
		const wait = startCli(["wait", "--source", "docker", "--match", "action=die"], daemon);
		await wait.armed();

		await engine.run("--rm", "--name=migrate", "--", "exit 3");

		const { code, stdout, stderr } = await wait.result;
		assert.equal(code, 1);
		assert.match(stdout, /^container migrate exited 3 after /);
		assert.match(stderr, /started docker/);
	});

	test("a container that ends while the daemon is away is told to the wait that outlives it", async (t) => {
		const daemon = await startDaemon(t, { env: { DOCKER_HOST: engine.host } });
		const ends = ["--source", "docker", "--match", "container=outlived", "--match", "action=die"];
		const wait = startCli(["wait", ...ends, "--no-start"], daemon);
		await wait.armed();
		await engine.run("--rm", "--name=outlived", "--", "exec sleep 1000");
		await runCli(["wait", "--source", "docker", "--match", "action=start", "--since", "start"], daemon);

		await daemon.kill9();
		await engine.docker("kill", "outlived");
		await daemon.restart();

		const { code, stdout } = await wait.result;
		assert.equal(code, 1);
		assert.match(stdout, /^container outlived ended on request \(SIGKILL\) with exit code 137 after /);
	});
});
