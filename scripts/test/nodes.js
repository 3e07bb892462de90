/** Other versions of Node to test on: WAITBUS_TEST_NODES, or what `.ci/run` installed into .nodes/. */

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { listFolders, root } from "../build/tree.js";

export function findOtherNodes() {
	const named = process.env.WAITBUS_TEST_NODES;
	if (named !== undefined)
		return named
			.split(delimiter)
			.filter((path) => path !== "")
			.map(requireNode);
	return listFolders(".nodes").flatMap((version) => {
		const folder = `.nodes/${version}/node_modules`;
		const packages = listFolders(folder).filter((name) => name.startsWith("node-"));
		return packages.map((name) => join(root, folder, name, "bin", "node")).filter((path) => existsSync(path));
	});
}

function requireNode(path) {
	if (existsSync(path)) return path;
	console.error(`Cannot test on Node "${path}": no such file, named by WAITBUS_TEST_NODES`);
	process.exit(2);
}
