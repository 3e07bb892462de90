/** A daemon with a webhook, and a GitHub that posts signed deliveries to it and answers its poll. */
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import type { TestContext } from "node:test";
import { type DaemonProcess, startDaemon } from "./daemon-process.js";
import { type GithubStandIn, startGithubStandIn } from "./github-stand-in.js";
import { runCli } from "./run-cli.js";

const SECRET = "the-secret-of-this-test";

export interface PostingGithub {
	readonly daemon: DaemonProcess;
	readonly github: GithubStandIn;
	/** Posts what happened in `me/app`: `workflow_run`, with the object that GitHub has under that name. */
	post(eventType: string, subject: object, extra?: object): Promise<void>;
}

/** The poll is answered 404 until the test adds the repository to `github`. */
export async function startPostingGithub(t: TestContext, config = ""): Promise<PostingGithub> {
	const github = await startGithubStandIn(t);
	const daemon = await startDaemon(t, {
		config: `[webhooks]\nport = 0\n[github]\napi_url = "${github.url}"\n${config}`,
		env: { GITHUB_TOKEN: "token-of-the-test" },
	});
	const set = await runCli(["secret", "set", "github-webhook-secret"], {
		env: daemon.env,
		input: `${SECRET}\n`,
	});
	assert.equal(set.code, 0, set.stderr);
	return { daemon, github, post };

	async function post(eventType: string, subject: object, extra: object = {}): Promise<void> {
		const body = JSON.stringify({
			[eventType]: subject,
			...extra,
			repository: { id: 1, name: "app", full_name: "me/app", owner: { login: "me" } },
		});
		const response = await fetch(`http://127.0.0.1:${await readPort(daemon.env)}/webhook`, {
			method: "POST",
			body,
			headers: {
				"content-type": "application/json",
				"x-github-event": eventType,
				"x-github-delivery": randomUUID(),
				"x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
			},
		});
		assert.equal(response.status, 200, await response.text());
	}
}

// Another one after each restart.
async function readPort(env: NodeJS.ProcessEnv): Promise<number> {
	const { stdout } = await runCli(["status", "--json"], { env });
	return (JSON.parse(stdout) as { webhooks: { port: number } }).webhooks.port;
}
