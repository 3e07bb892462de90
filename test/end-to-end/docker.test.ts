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

	test("a wait for a container that had ended before anybody listened is answered at once, and told once", async (t) => {
		const daemon = await startDaemon(t, { env: { DOCKER_HOST: engine.host } });
		await engine.run("--name=early", "--", "exit 3");
		await engine.docker("wait", "early");

		const first = await runCli(["wait", "--container", "early", "--json"], daemon);
		const second = await runCli(["wait", "--container", "early"], daemon);
		const { stdout } = await runCli(
			["tail", "-s", "docker", "--since", "start", "--no-follow", "--json"],
			daemon,
		);

		assert.deepEqual([first.code, second.code], [1, 1]);
		assert.match(first.stdout, /"exit_code":3/);
		assert.match(second.stdout, /container early exited 3 after /);
		assert.equal(stdout.trim().split("\n").length, 1);
	});

	test("a wait for a container that runs ends with it, by its name or its id", async (t) => {
		const daemon = await startDaemon(t, { env: { DOCKER_HOST: engine.host } });
		const id = await engine.run("--name=running", "--", "exec sleep 1000");
		const waits = ["running", id.trim()].map((name) => startCli(["wait", "--container", name], daemon));
		await Promise.all(waits.map((wait) => wait.told(/container running started/)));

		await engine.docker("kill", "running");

		const results = await Promise.all(waits.map(({ result }) => result));
		assert.deepEqual(
			results.map(({ code }) => code),
			[1, 1],
		);
		assert.match(results[0]?.stdout ?? "", /container running ended on request \(SIGKILL\)/);
	});

	test("the end of a container that another one of its name has replaced is no answer", async (t) => {
		const daemon = await startDaemon(t, { env: { DOCKER_HOST: engine.host } });
		await engine.run("--name=replaced", "--", "exit 3");
		await engine.docker("wait", "replaced");
		await runCli(["wait", "--container", "replaced"], daemon);
		await daemon.kill9();
		await engine.docker("rm", "replaced");
		await engine.run("--name=replaced", "--", "exec sleep 1000");
		await daemon.restart();

		const wait = startCli(["wait", "--container", "replaced"], daemon);
		await wait.told(/container replaced started/);
		await engine.docker("kill", "replaced");

		assert.match((await wait.result).stdout, /container replaced ended on request \(SIGKILL\)/);
	});

	test("a container that nobody has heard of is waited for, and said to be so", async (t) => {
		const daemon = await startDaemon(t, { env: { DOCKER_HOST: engine.host } });
		const wait = startCli(["wait", "--container", "later"], daemon);
		await wait.told(/nothing has been heard of container later yet/);

		await engine.run("--rm", "--name=later", "--", "exit 0");

		assert.equal((await wait.result).code, 0);
	});
});
