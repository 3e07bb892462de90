import { createHmac } from "node:crypto";
import { githubWebhook } from "../../../src/sources/github/webhook.js";
import { type Mischief, startGithubStandIn } from "../../support/github-stand-in.js";
import { createHttpGet } from "../../../src/webhooks/http-get.js";
import { createGithubSource } from "../../../src/sources/github/source.js";
import { testSource } from "../contract.js";
import { testWebhook } from "../webhook-contract.js";
import { SECRET } from "./deliveries.js";
import { toRun } from "./stand-in-runs.js";

const REPOSITORY = "me/app";

const MISCHIEF: ReadonlyMap<string, Mischief> = new Map<string, Mischief>([
	["an answer that is no JSON", "garbage"],
	["an answer that is cut", "cut"],
	["an answer that never comes", "hang"],
	["a connection that is closed without a word", "close"],
	["a list that is an object", { status: 200, body: '{"workflow_runs":{"0":null}}' }],
	["runs that are none", { status: 200, body: '{"workflow_runs":[null,7,[],{},{"id":"x","head_sha":7}]}' }],
	["an error of the server", { status: 502, body: "<html>" }],
	[
		"a limit that is nonsense",
		{ status: 429, headers: { "retry-after": "soon", "x-ratelimit-remaining": "-1" } },
	],
]);

testSource({
	name: "github",
	mischief: [...MISCHIEF.keys()],
	hasUpstream: true,
	open: async (t) => {
		const github = await startGithubStandIn(t);
		const repository = github.repository(REPOSITORY);
		let runs = 0;
		return {
			create: () => createGithubSource(createHttpGet()),
			config: { api_url: github.url },
			env: { GITHUB_TOKEN: "token-of-the-test", PATH: "" },
			demand: { repos: [REPOSITORY] },
			haste: 50,
			happen: () => {
				runs += 1;
				repository.runs = [toRun(runs)];
			},
			upstream: github,
			misbehave: (mischief) => void github.mischief.push(MISCHIEF.get(mischief) ?? "close"),
		};
	},
});

testWebhook({
	name: "github",
	open: () => githubWebhook,
	secret: SECRET,
	sign: (body) => ({
		"x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
	}),
	deliver: (n) => ({
		body: Buffer.from(
			JSON.stringify({ action: "in_progress", workflow_run: toRun(n), repository: toRun(n)["repository"] }),
		),
		headers: {
			"content-type": "application/json",
			"x-github-event": "workflow_run",
			"x-github-delivery": `delivery-${n}`,
		},
	}),
});
