import assert from "node:assert/strict";
import { test } from "node:test";
import {
	intersect,
	listPermissions,
	NO_PERMISSIONS,
	type Permissions,
	selectPermissions,
} from "../../src/plugins/permissions.js";

const ASKED: Permissions = {
	net: ["a:1", "b:2"],
	fs_read: ["/r"],
	fs_write: ["/w"],
	child_process: true,
	env: ["TOKEN"],
};

test("a plugin may do what it asks for and was granted, and neither alone", () => {
	const granted: Permissions = { ...ASKED, net: ["b:2", "c:3"], fs_read: ["/elsewhere"], env: [] };

	assert.deepEqual(intersect(ASKED, granted), {
		net: ["b:2"],
		fs_read: [],
		fs_write: ["/w"],
		child_process: true,
		env: [],
	});
	assert.deepEqual(intersect(NO_PERMISSIONS, ASKED), NO_PERMISSIONS);
	assert.deepEqual(intersect(ASKED, NO_PERMISSIONS), NO_PERMISSIONS);
});

test("the whole network holds each host, and one host does not hold the network", () => {
	const all = { ...NO_PERMISSIONS, net: true } as const;

	assert.deepEqual(intersect(ASKED, all).net, ["a:1", "b:2"]);
	assert.deepEqual(intersect(all, ASKED).net, ["a:1", "b:2"]);
	assert.equal(intersect(all, all).net, true);
});

test("each thing has a name by which it is shown and granted", () => {
	const lines = ["net=a:1", "net=b:2", "fs_read=/r", "fs_write=/w", "child_process", "env=TOKEN"];
	assert.deepEqual(listPermissions(ASKED), lines);
	assert.deepEqual(selectPermissions(ASKED, lines), ASKED);

	const selected = selectPermissions(ASKED, ["net=b:2", "child_process"]);
	assert.deepEqual(listPermissions(selected), ["net=b:2", "child_process"]);
	assert.deepEqual(selectPermissions({ ...ASKED, net: true }, ["net"]).net, true);
	assert.deepEqual(selectPermissions({ ...ASKED, net: true }, []).net, []);
});
