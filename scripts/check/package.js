/** Packs what would be published and looks at it as its consumers do. */

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifest } from "../build/constants.js";
import { listFiles, root } from "../build/tree.js";

const folder = mkdtempSync(join(tmpdir(), "wb-pack-"));
try {
	run([process.execPath, "scripts/build.js", "--dist", "--types"]);
	run(["npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", folder]);
	const tarball = join(folder, `${manifest.name}-${manifest.version}.tgz`);
	const entries = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).split("\n");

	const complaints = [...findMissing(entries), ...findPaths(), ...findUntypedImports()];
	for (const complaint of complaints) console.error(complaint);
	if (complaints.length > 0) process.exitCode = 1;

	if (existsSync(join(root, "src/index.ts"))) {
		run(["node_modules/.bin/publint", "run", tarball, "--strict"]);
		run(["node_modules/.bin/attw", tarball, "--profile", "node16", "--format", "ascii"]);
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}

function run([file, ...words]) {
	const { status, stdout, stderr } = spawnSync(file, words, { cwd: root, encoding: "utf8" });
	if (status === 0) return;
	console.error(`${[file, ...words].join(" ")}\n${stdout}${stderr}`);
	process.exitCode = 1;
}

/** Files that package.json promises and the tarball does not hold. */
function findMissing(entries) {
	const promised = [...Object.values(manifest.bin), manifest.main, manifest.types, "LICENSE", "README.md"];
	const paths = promised.map((path) => path.replace(/^\.\//, ""));
	return paths
		.filter((path) => !entries.includes(`package/${path}`))
		.map((path) => `missing in the package: ${path}`);
}

/** A path of the machine that built it would be wrong on every other. */
function findPaths() {
	const guilty = listFiles("dist").filter((file) => readFileSync(join(root, file), "utf8").includes(root));
	return guilty.map((file) => `names a folder of this machine: ${file}`);
}

/** Declarations may only lean on what is installed with the package. */
function findUntypedImports() {
	const installed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
	const isInstalled = (specifier) => installed.some((name) => `${specifier}/`.startsWith(`${name}/`));
	return listFiles("dist")
		.filter((file) => file.endsWith(".d.ts"))
		.flatMap((file) => {
			const foreign = findPackages(readFileSync(join(root, file), "utf8")).filter(
				(name) => !isInstalled(name),
			);
			return foreign.map((name) => `${file} needs the types of ${name}, which is not installed with waitbus`);
		});
}

function findPackages(declarations) {
	const code = declarations.replace(/^\s*\*.*$/gm, "");
	const specifiers = [...code.matchAll(/(?:from|import\() ?["']([^."'][^"']*)["']/g)].map(
		([, specifier]) => specifier,
	);
	return specifiers.filter((specifier) => !specifier.startsWith("node:"));
}
