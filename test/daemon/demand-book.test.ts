import assert from "node:assert/strict";
import { test } from "node:test";
import { DemandBook } from "../../src/daemon/demand-book.js";
import { compileMatchers } from "../../src/event/matcher/compile-matcher.js";

const GITHUB = { source: "github", eventTypes: ["workflow_run"] };
const SHA = "4be1c0ffee4be1c0ffee4be1c0ffee4be1c0ffee";

test("a wait for a commit of a repository asks GitHub for both", async () => {
	const demands = new DemandBook();

	demands.add([await compileMatchers({ sha: SHA, repo: "acme/api" })]);

	const { repos, equalities, listeners } = demands.demandOf(GITHUB);
	assert.deepEqual(repos, ["acme/api"]);
	assert.deepEqual(equalities.get("fields.head_sha"), [SHA]);
	assert.equal(listeners, 1);
});

test("a wait for another source asks nothing of GitHub", async () => {
	const demands = new DemandBook();

	demands.add([await compileMatchers({ source: "docker", repo: "acme/api" })]);

	const { isNamed, listeners, repos, equalities } = demands.demandOf(GITHUB);
	assert.deepEqual([isNamed, listeners, repos, equalities.size], [false, 0, [], 0]);
});

test("a reader of everything asks nothing of anyone", async () => {
	const demands = new DemandBook();

	demands.add([]);
	demands.add([await compileMatchers({ match: ["conclusion=failure"] })]);

	assert.equal(demands.demandOf(GITHUB).listeners, 0);
});

test("two who ask for the same are two, and each taking back is told", async () => {
	const demands = new DemandBook();
	const matchers = [await compileMatchers({ source: "github", repo: "acme/api" })];
	let changes = 0;
	demands.follow({ ...GITHUB, onChange: () => void (changes += 1) });

	const takeBack = demands.add(matchers);
	demands.add(matchers);
	takeBack();
	takeBack();

	assert.equal(demands.demandOf(GITHUB).listeners, 1);
	assert.equal(changes, 3);
});

test("a source is told of what concerns it alone", async () => {
	const demands = new DemandBook();
	let changes = 0;
	demands.follow({ ...GITHUB, onChange: () => void (changes += 1) });

	demands.add([await compileMatchers({ source: "docker", repo: "acme/api" })])();
	demands.add([await compileMatchers({ match: ["conclusion=failure"] })])();
	assert.equal(changes, 0);
	demands.add([await compileMatchers({ sha: SHA })])();

	assert.equal(changes, 2);
});

test("a type that nobody else publishes names its source", async () => {
	const demands = new DemandBook();
	let changes = 0;
	const end = demands.follow({ ...GITHUB, onChange: () => void (changes += 1) });

	const takeBack = demands.add([await compileMatchers({ event_type: "workflow_run" })]);
	demands.add([await compileMatchers({ source: "ci", event_type: "workflow_run" })]);

	assert.deepEqual([demands.demandOf(GITHUB).isNamed, demands.demandOf(GITHUB).listeners], [true, 1]);
	takeBack();
	assert.deepEqual([demands.demandOf(GITHUB).isNamed, changes], [false, 2]);
	end();
	demands.add([await compileMatchers({ source: "github" })]);
	assert.equal(changes, 2);
});

test("a wait for events of this machine asks no server", async () => {
	const demands = new DemandBook();

	demands.add([await compileMatchers({ repo: "local/app" })]);

	assert.equal(demands.demandOf(GITHUB).listeners, 0);
});

test("a source sees which paths are asked for, equal or by prefix", async () => {
	const demands = new DemandBook();

	demands.add([await compileMatchers({ source: "fs", match: ["path=/a", "path^=/a/"] })]);
	demands.add([await compileMatchers({ source: "fs", match: ["path=/b"] })]);

	const { equalities, prefixes } = demands.demandOf({ source: "fs", eventTypes: [] });
	assert.deepEqual(equalities.get("fields.path"), ["/a", "/b"]);
	assert.deepEqual(prefixes.get("fields.path"), ["/a/"]);
});

test("a source is named by its name or the beginning of it, and not by what leaves another out", async () => {
	const demands = new DemandBook();
	const isNamedBy = async (match: string): Promise<boolean> => {
		const takeBack = demands.add([await compileMatchers({ match: [match] })]);
		const { isNamed } = demands.demandOf({ source: "hooks.deploys", eventTypes: [] });
		takeBack();
		return isNamed;
	};

	assert.equal(await isNamedBy("source=hooks.deploys"), true);
	assert.equal(await isNamedBy("source^=hooks."), true);
	assert.equal(await isNamedBy("source!=docker"), false);
	assert.equal(await isNamedBy("repo=api"), false);
});

test("whoever comes is told of alone, so that a crowd is not looked at for each", async () => {
	const demands = new DemandBook();
	const added: (readonly string[] | undefined)[] = [];
	demands.follow({ ...GITHUB, onChange: (demand) => void added.push(demand?.repos) });

	demands.add([await compileMatchers({ source: "github", repo: "acme/api" })]);
	demands.add([await compileMatchers({ source: "github", repo: "acme/web" })])();

	assert.deepEqual(added, [["acme/api"], ["acme/web"], undefined]);
});
