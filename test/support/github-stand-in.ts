/**
 * A local server that answers as GitHub's REST API does (ETag, 304, pages with Link, rate limits), and misbehaves when told to.
 * https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

type Json = Readonly<Record<string, unknown>>;

export interface StandInRun extends Json {
	readonly id: number;
	readonly head_sha: string;
	readonly status: string;
}

export interface StandInRepository {
	/** Newest first, as GitHub lists them. */
	runs: readonly StandInRun[];
	/** By the run's id. */
	readonly jobs: Map<number, readonly Json[]>;
	/** By the commit. */
	readonly checks: Map<string, readonly Json[]>;
	readonly statuses: Map<string, readonly Json[]>;
	readonly pulls: Map<number, Json>;
	/** By the name; such as `{"commit":{"sha":"…"}}`. */
	readonly branches: Map<string, Json>;
	/** Of rulesets, by the branch that they apply to. */
	readonly rules: Map<string, readonly Json[]>;
}

/** What happens to one request instead of an answer. */
export type Mischief =
	| { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
	/** No answer, ever. */
	| "hang"
	/** The connection ends in the middle of the body. */
	| "cut"
	/** No JSON, with status 200. */
	| "garbage"
	/** The connection is closed without a word. */
	| "close";

export interface SeenRequest {
	readonly path: string;
	readonly headers: IncomingMessage["headers"];
	readonly status: number | string;
}

export interface GithubStandIn {
	readonly url: string;
	readonly requests: readonly SeenRequest[];
	/** Taken by the next requests, one each; undefined is an answer as ever. */
	readonly mischief: (Mischief | undefined)[];
	/** On every answer. */
	readonly headers: Record<string, string>;
	/** Of the lists; smaller than what is asked for. @default none */
	maxPageSize: number;
	repository(name: string): StandInRepository;
	/** Resolves with the first request, which may have come already. */
	readonly asked: Promise<unknown>;
	/** Nobody answers any more, until it comes back. */
	vanish(): void;
	comeBack(): Promise<void>;
	/** Requests since the last call, as `200 repos/…`. */
	takeLog(): readonly string[];
}

export async function startGithubStandIn(t: Pick<TestContext, "after">): Promise<GithubStandIn> {
	const repositories = new Map<string, StandInRepository>();
	const requests: SeenRequest[] = [];
	let taken = 0;
	const server = createServer((request, response) => {
		const mischief = standIn.mischief.shift();
		if (mischief === undefined) answer(request, response);
		else misbehave(request, response, mischief);
	});
	const listen = (port: number): Promise<void> =>
		new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
	const vanish = (): void => {
		server.close();
		server.closeAllConnections();
	};
	await listen(0);
	t.after(vanish);
	const port = toPort(server.address());
	const standIn: GithubStandIn = {
		url: `http://127.0.0.1:${port}/`,
		requests,
		asked: once(server, "request"),
		mischief: [],
		headers: {},
		maxPageSize: 100,
		repository(name) {
			const known = repositories.get(name) ?? createRepository();
			repositories.set(name, known);
			return known;
		},
		vanish,
		comeBack: () => listen(port),
		takeLog() {
			const log = requests.slice(taken).map(({ status, path }) => `${status} ${path}`);
			taken = requests.length;
			return log;
		},
	};
	return standIn;

	function answer(request: IncomingMessage, response: ServerResponse): void {
		const url = new URL(request.url ?? "/", standIn.url);
		const found = find(url, repositories, standIn.maxPageSize);
		if (found === undefined)
			return reply(request, response, { status: 404, body: '{"message":"Not Found"}' });
		const body = JSON.stringify(found.body);
		const etag = `W/"${createHash("sha256").update(body).digest("hex")}"`;
		const headers = {
			etag,
			...(found.next === undefined
				? {}
				: { link: `<${found.next}>; rel="next", <${found.next}>; rel="last"` }),
		};
		if (request.headers["if-none-match"] === etag)
			return reply(request, response, { status: 304, headers, body: "" });
		reply(request, response, { status: 200, headers, body });
	}

	function reply(
		request: IncomingMessage,
		response: ServerResponse,
		{ status, headers = {}, body = '{"message":"no"}' }: Exclude<Mischief, string>,
	): void {
		note(request, status);
		response.writeHead(status, { "content-type": "application/json", ...standIn.headers, ...headers });
		response.end(body);
	}

	function misbehave(request: IncomingMessage, response: ServerResponse, mischief: Mischief): void {
		if (typeof mischief !== "string") return reply(request, response, mischief);
		if (mischief === "garbage") return reply(request, response, { status: 200, body: "<html>" });
		note(request, mischief);
		if (mischief === "close") request.socket.destroy();
		if (mischief !== "cut") return;
		response.writeHead(200, { "content-length": "1000" });
		response.write('{"workflow_runs":[', () => request.socket.destroy());
	}

	function note(request: IncomingMessage, status: number | string): void {
		requests.push({ path: (request.url ?? "").slice(1), headers: request.headers, status });
	}
}

interface Found {
	readonly body: unknown;
	readonly next?: string;
}

function find(
	url: URL,
	repositories: ReadonlyMap<string, StandInRepository>,
	maxPageSize: number,
): Found | undefined {
	const [, owner, name, ...rest] = url.pathname.slice(1).split("/");
	const repository = repositories.get(`${owner}/${name}`);
	if (repository === undefined) return undefined;
	const path = rest.join("/");
	const list = (key: string, items: readonly Json[]): Found => toPage(url, { key, items, maxPageSize });
	if (path === "actions/runs") {
		const sha = url.searchParams.get("head_sha");
		return list(
			"workflow_runs",
			repository.runs.filter((run) => sha === null || run.head_sha === sha),
		);
	}
	const run = /^actions\/runs\/(\d+)(\/jobs)?$/.exec(path);
	if (run?.[2] !== undefined) return list("jobs", repository.jobs.get(Number(run[1])) ?? []);
	if (run !== null) return toOne(repository.runs.find(({ id }) => id === Number(run[1])));
	const pull = /^pulls\/(\d+)$/.exec(path);
	if (pull !== null) return toOne(repository.pulls.get(Number(pull[1])));
	const branch = /^(rules\/)?branches\/([^/]+)$/.exec(path);
	if (branch !== null) {
		const branchName = decodeURIComponent(branch[2] ?? "");
		if (branch[1] === undefined) return toOne(repository.branches.get(branchName));
		return { body: repository.rules.get(branchName) ?? [] };
	}
	const hash = /^commits\/(\w+)$/.exec(path)?.[1];
	if (hash !== undefined) return toOne(findCommit(repository, hash));
	const commit = /^commits\/(\w+)\/(check-runs|status)$/.exec(path);
	if (commit?.[2] === "check-runs") return list("check_runs", repository.checks.get(commit[1] ?? "") ?? []);
	if (commit === null) return undefined;
	const page = list("statuses", repository.statuses.get(commit[1] ?? "") ?? []);
	return { ...page, body: { sha: commit[1], state: "pending", ...(page.body as Json) } };
}

function toPage(
	url: URL,
	{ key, items, maxPageSize }: { key: string; items: readonly Json[]; maxPageSize: number },
): Found {
	const size = Math.min(Number(url.searchParams.get("per_page") ?? 30), maxPageSize);
	const page = Number(url.searchParams.get("page") ?? 1);
	const body = { total_count: items.length, [key]: items.slice((page - 1) * size, page * size) };
	if (page * size >= items.length) return { body };
	const next = new URL(url);
	next.searchParams.set("page", String(page + 1));
	return { body, next: next.href };
}

function findCommit({ runs, checks, statuses }: StandInRepository, prefix: string): Json | undefined {
	const shas = [...runs.map((run) => run.head_sha), ...checks.keys(), ...statuses.keys()];
	const sha = shas.find((each) => each.startsWith(prefix));
	return sha === undefined ? undefined : { sha, files: [] };
}

function toOne(body: Json | undefined): Found | undefined {
	return body === undefined ? undefined : { body };
}

function createRepository(): StandInRepository {
	return {
		runs: [],
		jobs: new Map(),
		checks: new Map(),
		statuses: new Map(),
		pulls: new Map(),
		branches: new Map(),
		rules: new Map(),
	};
}

function toPort(address: string | AddressInfo | null): number {
	if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
	return address.port;
}
