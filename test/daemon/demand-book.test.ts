import assert from "node:assert/strict";
import { test } from "node:test";
import { DemandBook } from "../../src/daemon/demand-book.js";
import { compileMatchers } from "../../src/event/matcher/compile-matcher.js";

const SHA = "4be1c0ffee4be1c0ffee4be1c0ffee4be1c0ffee";

test("a wait for a commit of a repository asks GitHub for both", async () => {
	const demands = new DemandBook();

	demands.add([await compileMatchers({ sha: SHA, repo: "acme/api" })]);

	const { repos, equalities, listeners } = demands.demandOf("github");
	assert.deepEqual(repos, ["acme/api"]);
	assert.deepEqual(equalities.get("fields.head_sha"), [SHA]);
	assert.equal(listeners, 1);
});

test("a wait for another source asks nothing of GitHub", async () => {
	const demands = new DemandBook();

	demands.add([await compileMatchers({ source: "docker", repo: "acme/api" })]);

	assert.deepEqual(demands.demandOf("github"), {
		isNamed: false,
		listeners: 0,
		repos: [],
		equalities: new Map(),
		prefixes: new Map(),
	});
});

test("a reader of everything asks nothing of anyone", async () => {
	const demands = new DemandBook();

	demands.add([]);
	demands.add([await compileMatchers({ match: ["conclusion=failure"] })]);

	assert.equal(demands.demandOf("github").listeners, 0);
});

test("two who ask for the same are two, and each taking back is told", async () => {
	const demands = new DemandBook();
	const matchers = [await compileMatchers({ source: "github", repo: "acme/api" })];
	let changes = 0;
	demands.onChange("github", () => {
		changes += 1;
	});

	const takeBack = demands.add(matchers);
	demands.add(matchers);
	takeBack();
	takeBack();

	assert.equal(demands.demandOf("github").listeners, 1);
	assert.equal(changes, 3);
});

test("a source is told of what concerns it alone", async () => {
	const demands = new DemandBook();
	let changes = 0;
	demands.onChange("github", () => {
		changes += 1;
	});

	demands.add([await compileMatchers({ source: "docker", repo: "acme/api" })])();
	demands.add([await compileMatchers({ match: ["conclusion=failure"] })])();
	assert.equal(changes, 0);
	demands.add([await compileMatchers({ sha: SHA })])();

	assert.equal(changes, 2);
});

test("a source sees which paths are asked for, equal or by prefix", async () => {
	const demands = new DemandBook();

	demands.add([await compileMatchers({ source: "fs", match: ["path=/a", "path^=/a/"] })]);
	demands.add([await compileMatchers({ source: "fs", match: ["path=/b"] })]);

	const { equalities, prefixes } = demands.demandOf("fs");
	assert.deepEqual(equalities.get("fields.path"), ["/a", "/b"]);
	assert.deepEqual(prefixes.get("fields.path"), ["/a/"]);
});

test("a source is named by its name or the beginning of it, and not by what leaves another out", async () => {
	const demands = new DemandBook();
	const isNamedBy = async (match: string): Promise<boolean> => {
		const takeBack = demands.add([await compileMatchers({ match: [match] })]);
		const { isNamed } = demands.demandOf("hooks.deploys");
		takeBack();
		return isNamed;
	};

	assert.equal(await isNamedBy("source=hooks.deploys"), true);
	assert.equal(await isNamedBy("source^=hooks."), true);
	assert.equal(await isNamedBy("source!=docker"), false);
	assert.equal(await isNamedBy("repo=api"), false);
});
