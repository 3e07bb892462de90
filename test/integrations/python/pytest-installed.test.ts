import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test, type TestContext } from "node:test";
import { startDaemon } from "../../support/daemon-process.js";
import { connectTo } from "../../support/open-bus.js";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";
import { findPython, PACKAGE_FOLDER } from "./interpreter.js";
import { listen, PLUGIN, PytestProject } from "./pytest-project.js";

const builder = findPython("pytest", "hatchling");

/** Builds the wheel and unpacks it, as pip does; what it holds is then on the path like any installed package. */
function install(t: TestContext): string {
	const [wheels, site] = [makeTemporaryDirectory(t), makeTemporaryDirectory(t)];
	const code = `import os, sys, zipfile
from hatchling.build import build_wheel
zipfile.ZipFile(os.path.join(sys.argv[1], build_wheel(sys.argv[1]))).extractall(sys.argv[2])`;
	execFileSync(builder.command, ["-c", code, wheels, site], { cwd: PACKAGE_FOLDER, stdio: "pipe" });
	return site;
}

describe("the installed pytest plugin", { skip: builder.skip }, () => {
	for (const { how, args = [], plugin = [], ini = "", isTold } of [
		{ how: "is silent by itself", isTold: false },
		{ how: "tells with --waitbus", args: ["--waitbus"], isTold: true },
		{ how: "tells with waitbus = true in the ini-file", ini: "waitbus = true\n", isTold: true },
		{ how: "tells once when it is named as well", args: ["--waitbus"], plugin: PLUGIN, isTold: true },
	]) {
		test(how, async (t) => {
			const daemon = await startDaemon(t);
			const bus = connectTo(t, daemon);
			const project = new PytestProject(t, {
				"pytest.ini": `[pytest]\n${ini}`,
				"test_x.py": "def test_passes(): pass",
			});

			const { code, stderr } = await project.run(args, { ...daemon, plugin, packages: install(t) });

			assert.deepEqual([code, stderr], [0, ""]);
			if (isTold) assert.equal((await listen(bus)).session["passed"], 1);
			assert.equal((await bus.query()).events.length, isTold ? 1 : 0);
		});
	}
});
