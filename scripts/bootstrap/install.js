/** Makes node_modules what package-lock.json says. */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../build/tree.js";

const lockPath = join(root, "package-lock.json");
// npm empties node_modules before it installs, so a stamp in there never outlives an interrupted install.
const stampPath = join(root, "node_modules", ".waitbus-install");

const CI_ARGUMENTS = [
	"ci",
	"--ignore-scripts",
	"--no-audit",
	"--no-fund",
	"--include=dev",
	"--include=optional",
	"--loglevel=error",
];

export function installDependencies() {
	const wanted = fingerprint();
	if (readIfThere(stampPath) === wanted) return { isOk: true };
	if (!isInstalled()) {
		console.error("installing dependencies with npm ci");
		const failure = runNpm(CI_ARGUMENTS);
		if (failure !== undefined) return { isOk: false, message: `Cannot install dependencies: ${failure}` };
	}
	writeFileSync(stampPath, wanted);
	return { isOk: true };
}

/** The binaries inside packages differ by platform, and some by major version of Node. */
function fingerprint() {
	const [major] = process.versions.node.split(".");
	return createHash("sha256")
		.update(readFileSync(lockPath))
		.update(`${major} ${process.platform} ${process.arch}`)
		.digest("hex");
}

/** Whether somebody's own `npm install` has already done it: npm notes there what it put into node_modules. */
function isInstalled() {
	const notes = readIfThere(join(root, "node_modules", ".package-lock.json"));
	if (notes === undefined) return false;
	const present = JSON.parse(notes).packages;
	return Object.entries(JSON.parse(readFileSync(lockPath, "utf8")).packages).every(
		([path, { version, optional }]) => {
			if (path === "" || (optional === true && present[path] === undefined)) return true;
			return present[path]?.version === version;
		},
	);
}

function runNpm(npmArguments) {
	const script = process.env.npm_execpath ?? "";
	const [command, ...prefix] = script.endsWith("npm-cli.js") ? [process.execPath, script] : ["npm"];
	const { status, error, stdout, stderr } = spawnSync(command, [...prefix, ...npmArguments], {
		cwd: root,
		encoding: "utf8",
	});
	if (error?.code === "ENOENT") return "npm is not on the PATH";
	if (error !== undefined) return error.message;
	return status === 0 ? undefined : `npm ci ended with ${status}\n${stdout}${stderr}`.trimEnd();
}

function readIfThere(path) {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}
