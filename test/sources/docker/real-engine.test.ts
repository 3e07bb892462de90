import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { DockerEngine } from "../../support/docker-engine.js";
import { dockerIsMissing, startDockerEngine } from "../../support/docker-engine.js";
import { shortOf, startDocker } from "./docker-harness.js";

describe("a real Docker Engine", { skip: dockerIsMissing }, () => {
	let engine: DockerEngine;
	before(async () => void (engine = await startDockerEngine()));
	after(() => engine.close());

	test("a container that exits 0 is one success", async (t) => {
		const docker = await startDocker(t, engine);

		const id = await engine.run("--name=fine", "--", "exit 0");

		const end = await docker.heard({ container: "fine", action: "die" });
		assert.deepEqual(shortOf(end), {
			action: "die",
			conclusion: "success",
			exit_code: 0,
			oom: false,
			signal: null,
		});
		assert.equal(end.fields?.["id"], id);
		assert.equal(end.fields?.["image"], "waitbus-test:1");
		assert.deepEqual(
			docker.events.map(({ fields }) => fields?.["action"]),
			["start", "die"],
		);
	});

	test("a container that exits 3 is a failure", async (t) => {
		const docker = await startDocker(t, engine);

		await engine.run("--rm", "--name=three", "--", "exit 3");

		const end = await docker.heard({ container: "three", action: "die" });
		assert.deepEqual(shortOf(end), {
			action: "die",
			conclusion: "failure",
			exit_code: 3,
			oom: false,
			signal: null,
		});
		assert.match(end.summary ?? "", /^container three exited 3 after /);
	});

	test("a container that runs out of memory says so", async (t) => {
		const docker = await startDocker(t, engine);

		await engine.run("--name=greedy", "--memory=16m", "--", "exec tail /dev/zero");

		const end = await docker.heard({ container: "greedy", action: "die" });
		assert.deepEqual(shortOf(end), {
			action: "die",
			conclusion: "failure",
			exit_code: 137,
			oom: true,
			signal: "SIGKILL",
		});
	});

	test("docker stop is a cancellation, also when the container exits 0", async (t) => {
		const docker = await startDocker(t, engine);

		await engine.run(
			"--name=polite",
			"--health-cmd=test -e /ready",
			"--health-interval=100ms",
			"--",
			"trap 'exit 0' TERM; touch /ready; while :; do sleep 0.05; done",
		);
		await docker.heard({ container: "polite", health: "healthy" });
		await engine.docker("stop", "--time=20", "polite");

		const end = await docker.heard({ container: "polite", action: "die" });
		assert.deepEqual(shortOf(end), {
			action: "die",
			conclusion: "cancelled",
			exit_code: 0,
			oom: false,
			signal: "SIGTERM",
		});
	});

	test("docker kill is a cancellation, and docker rm --force as well", async (t) => {
		const docker = await startDocker(t, engine);

		await engine.run("--name=killed", "--", "exec sleep 1000");
		await engine.run("--name=removed", "--", "exec sleep 1000");
		await engine.docker("kill", "killed");
		await engine.docker("rm", "--force", "removed");

		for (const container of ["killed", "removed"]) {
			const end = await docker.heard({ container, action: "die" });
			assert.deepEqual(shortOf(end), {
				action: "die",
				conclusion: "cancelled",
				exit_code: 137,
				oom: false,
				signal: "SIGKILL",
			});
		}
	});

	test("a signal that is no request to end does not make an end a cancellation", async (t) => {
		const docker = await startDocker(t, engine);

		await engine.run(
			"--name=reloaded",
			"--health-cmd=test -e /ready",
			"--health-interval=100ms",
			"--",
			"trap 'exit 0' HUP; touch /ready; while :; do sleep 0.05; done",
		);
		await docker.heard({ container: "reloaded", health: "healthy" });
		await engine.docker("kill", "--signal=HUP", "reloaded");

		const end = await docker.heard({ container: "reloaded", action: "die" });
		assert.equal(end.fields?.["conclusion"], "success");
		assert.equal(end.fields?.["signal"], "SIGHUP");
	});

	test("the project and the service of Compose are fields, like all labels", async (t) => {
		const docker = await startDocker(t, engine);

		await engine.run(
			"--label=com.docker.compose.project=shop",
			"--label=com.docker.compose.service=web",
			"--label=team=Zoë",
			"--",
			"exit 0",
		);

		const end = await docker.heard({ compose_service: "web", action: "die" });
		assert.equal(end.fields?.["compose_project"], "shop");
		assert.deepEqual(end.fields?.["labels"], {
			"com.docker.compose.project": "shop",
			"com.docker.compose.service": "web",
			team: "Zoë",
		});
	});

	test("time is the Engine's own, to the nanosecond", async (t) => {
		const docker = await startDocker(t, engine);

		const id = await engine.run("--", "exit 0");

		const end = await docker.heard({ id, action: "die" });
		const [said = ""] = (
			await engine.docker(
				"events",
				"--since=10m",
				`--until=${Math.ceil(Date.now() / 1_000)}`,
				`--filter=container=${id}`,
				"--filter=event=die",
				"--format={{.TimeNano}}",
			)
		).split("\n");
		assert.equal(end.received_at, BigInt(said));
		assert.equal(end.delivery_id, `docker:${id}:die:${said}`);
	});

	test("of fifty containers at once none is lost", async (t) => {
		const docker = await startDocker(t, engine);

		const ids = await Promise.all(Array.from({ length: 50 }, () => engine.run("--rm", "--", "exit 7")));

		for (const id of ids) await docker.heard({ id, exit_code: 7 });
		const ends = docker.events.filter(({ fields }) => fields?.["exit_code"] === 7);
		assert.equal(ends.length, 50);
	});

	test("a container that ends while nobody listens is told afterwards, and once", async (t) => {
		const first = await startDocker(t, engine);
		await engine.run("--name=unheard", "--", "exec sleep 1000");
		await first.heard({ container: "unheard", action: "start" });
		await first.stop();
		await engine.docker("kill", "unheard");

		const second = await startDocker(t, { ...engine, memory: first.memory });
		await second.heard({ container: "unheard", action: "die" });
		await engine.run("--name=later", "--", "exit 0");
		await second.heard({ container: "later", action: "die" });

		const ends = second.events.filter(
			({ fields }) => fields?.["container"] === "unheard" && fields["action"] === "die",
		);
		assert.deepEqual(ends.map(shortOf), [
			{ action: "die", conclusion: "cancelled", exit_code: 137, oom: false, signal: "SIGKILL" },
		]);
	});

	test("a restart of the Engine loses no end, and tells none twice", async (t) => {
		const docker = await startDocker(t, engine);
		await engine.run("--name=ended-before", "--", "exit 0");
		await engine.run("--name=ended-by-it", "--stop-timeout=1", "--", "exec sleep 1000");
		await docker.heard({ container: "ended-before", action: "die" });

		await engine.stop();
		await docker.reported("down");
		await engine.start();
		await docker.reported("up");
		await docker.heard({ container: "ended-by-it", action: "die" });
		await engine.run("--name=after", "--", "exit 0");
		await docker.heard({ container: "after", action: "die" });

		const ends = docker.events.filter(({ fields }) => fields?.["action"] === "die");
		assert.deepEqual(
			ends.map(({ fields }) => fields?.["container"]),
			["ended-before", "ended-by-it", "after"],
		);
	});
});
