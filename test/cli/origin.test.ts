import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { parseRemoteUrl, readOrigin } from "../../src/cli/git/origin.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

for (const [url, repository] of [
	["git@github.com:acme/api.git", "github.com/acme/api"],
	["github.com:acme/api", "github.com/acme/api"],
	["work:acme/api.git", "work/acme/api"],
	["ssh://git@github.com/acme/api.git", "github.com/acme/api"],
	["ssh://git@ssh.github.com:443/acme/api.git", "github.com/acme/api"],
	["git+ssh://git@github.com/acme/api", "github.com/acme/api"],
	["https://github.com/acme/api.git", "github.com/acme/api"],
	["https://user:secret@GitHub.com/acme/api.js/", "github.com/acme/api.js"],
	["https://git.example.com:8443/acme/api", "git.example.com/acme/api"],
	["git://github.com/acme/api.git", "github.com/acme/api"],
	["/srv/git/acme/api.git", undefined],
	["../api", undefined],
	["file:///srv/git/api.git", undefined],
	["https://gitlab.com/group/sub/api.git", undefined],
	["https://github.com/acme", undefined],
	["", undefined],
] as const) {
	test(`the address "${url}" is of the repository ${repository}`, () => {
		assert.equal(parseRemoteUrl(url), repository);
	});
}

test("the origin is found as git itself writes it, from below and from a worktree", (t) => {
	const cwd = makeTemporaryDirectory(t);
	const git = (...args: string[]) =>
		execFileSync("git", ["-C", cwd, "-c", "user.name=a", "-c", "user.email=a@b", ...args]);
	git("init", "-q", "-b", "main");
	git("commit", "-q", "--allow-empty", "-m", "first");
	git("remote", "add", "fork", "git@github.com:me/api.git");
	git("remote", "add", "origin", "git@github.com:acme/api.git");
	git("remote", "set-url", "--push", "origin", "git@github.com:me/api.git");
	git("worktree", "add", "-q", "-b", "side", "tree");
	const { GIT_DIR: _, ...env } = process.env;

	const found = [
		readOrigin(cwd, env),
		readOrigin(join(cwd, "tree"), env),
		readOrigin("/", { ...env, GIT_DIR: join(cwd, ".git") }),
	];

	assert.deepEqual(found, Array(3).fill("github.com/acme/api"));
});

test("without a checkout, an origin or an address of a server it says so, and shows no password", (t) => {
	const cwd = makeTemporaryDirectory(t);
	const refusal = (message: RegExp) => ({ code: "USAGE", message, hint: "Name it: --repo owner/repo" });

	assert.throws(() => readOrigin(cwd, {}), refusal(/is in no git checkout$/));
	execFileSync("git", ["-C", cwd, "init", "-q"]);
	assert.throws(() => readOrigin(cwd, {}), refusal(/the checkout has no remote named origin$/));
	execFileSync("git", ["-C", cwd, "remote", "add", "origin", "https://me:secret@example.com/a"]);
	assert.throws(() => readOrigin(cwd, {}), refusal(/^(?!.*secret).*its origin is not an address such as/));
});
