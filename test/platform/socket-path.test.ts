import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { checkSocketPath } from "../../src/platform/socket-path.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const refused = { code: "PATH_INVALID", hint: /WAITBUS_RUNTIME_DIR/ };

test("the longest path that each system can bind is allowed, one byte more is refused", () => {
	checkSocketPath(`/${"x".repeat(106)}`, "linux");
	checkSocketPath(`/${"x".repeat(102)}`, "darwin");

	assert.throws(() => checkSocketPath(`/${"x".repeat(107)}`, "linux"), refused);
	assert.throws(() => checkSocketPath(`/${"x".repeat(103)}`, "darwin"), refused);
});

test("bytes count, not characters", () => {
	assert.throws(() => checkSocketPath(`/${"é".repeat(54)}`, "linux"), {
		message: /it has 109 bytes, the system allows 107$/,
	});
});

test("this system binds the longest path that is allowed", async (t) => {
	const longest = process.platform === "linux" ? 107 : 103;
	const path = `${makeTemporaryDirectory(t)}/`.padEnd(longest, "x");
	const server = createServer();
	t.after(() => server.close());

	checkSocketPath(path, process.platform);
	server.listen(path);
	await once(server, "listening");

	assert.equal(server.address(), path);
});
