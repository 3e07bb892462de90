import assert from "node:assert/strict";
import { test } from "node:test";
import { compileMatchers } from "../../../src/event/matcher/compile-matcher.js";
import { DemandBook } from "../../../src/daemon/demand-book.js";
import { parseFsConfig, withWatchPath } from "../../../src/sources/fs/config.js";
import { toRequests } from "../../../src/sources/fs/requests.js";

async function requestsOf(matchers: readonly string[], config = {}): Promise<readonly string[]> {
	const book = new DemandBook();
	book.add([await compileMatchers({ source: "fs", match: matchers })]);
	const demand = book.demandOf({ source: "fs", eventTypes: [] });
	const requests = toRequests(parseFsConfig(config), demand, { HOME: "/home/me" });
	return requests.map(({ path, isPermanent }) => (isPermanent ? `${path} permanent` : path));
}

test("matchers that name a path have it watched, or the directory that it begins with", async () => {
	assert.deepEqual(await requestsOf(["path=/a/b"]), ["/a/b"]);
	assert.deepEqual(await requestsOf(["path=/a/b", "path^=/a/b/"]), ["/a/b"]);
	assert.deepEqual(await requestsOf(["path^=/a/b"]), ["/a"]);
	assert.deepEqual(await requestsOf(["path^=/"]), ["/"]);
	assert.deepEqual(await requestsOf(["finished=/a/b"]), ["/a/b"]);
	assert.deepEqual(await requestsOf(["old_path=/a/b", "action=moved_to"]), ["/a/b"]);
});

test("matchers that no path can match have nothing watched", async () => {
	assert.deepEqual(await requestsOf(["path=a/b", "path=/a//b", "path=/a/../b", "path^=src/"]), []);
	assert.deepEqual(await requestsOf(["name=b"]), []);
});

test("config.toml names what is always watched, also in the home directory", async () => {
	const config = { paths: ["/a/b/", "~/c", "/a/d/../b"] };

	assert.deepEqual(await requestsOf(["path=/a/b"], config), ["/a/b permanent", "/home/me/c permanent"]);
});

test("a path of config.toml that depends on where the daemon was started is refused", () => {
	assert.throws(() => parseFsConfig({ paths: ["src"] }), {
		code: "CONFIG_INVALID",
		message: 'Cannot use fs.paths.0: "src", and must be an absolute path, or one that begins with ~/',
	});
});

test("fs_watch_path is one more path", () => {
	assert.deepEqual(withWatchPath({ paths: ["/a"], gitignore: false }, "/b"), {
		paths: ["/a", "/b"],
		gitignore: false,
	});
	assert.deepEqual(withWatchPath(undefined, "/b"), { paths: ["/b"] });
	assert.deepEqual(withWatchPath({ ignore: ["x"] }, ""), { ignore: ["x"] });
});
