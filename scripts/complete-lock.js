/**
 * Adds to package-lock.json the binaries of other platforms that its writer's registry did not offer.
 * npm leaves those out silently, and `npm ci` then refuses the lock. Run it after `npm install NAME`;
 * for a lock in another folder, with that folder.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./build/tree.js";

const lockPath = join(root, process.argv[2] ?? ".", "package-lock.json");
const lock = JSON.parse(readFileSync(lockPath, "utf8"));

for (const [parentPath, parent] of Object.entries(lock.packages)) {
	for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
		if (isFound(parentPath, name)) continue;
		lock.packages[freePath(parentPath, name)] = describe(name, version, parent.dev);
		console.log(`added ${name} ${version}`);
	}
}

// In npm's own order, so that its next write changes nothing.
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
lock.packages = Object.fromEntries(sorted);
writeFileSync(lockPath, `${JSON.stringify(lock, null, "\t")}\n`);

/** Whether `name` is found from a package as Node would: beside it, or beside one of its parents. */
function isFound(parentPath, name) {
	let folder = parentPath;
	for (;;) {
		if (lock.packages[join(folder, "node_modules", name)] !== undefined) return true;
		if (folder === "") return false;
		folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1));
	}
}

function freePath(parentPath, name) {
	const top = `node_modules/${name}`;
	return lock.packages[top] === undefined ? top : `${parentPath}/${top}`;
}

/** Such names end in what they are for: "@oxlint/binding-linux-arm64-musl". */
function describe(name, version, dev) {
	const words = name.split("/").at(-1).split("-");
	const [os, cpu, abi] = words.slice(
		words.findIndex((word) =>
			/^(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)$/.test(word),
		),
	);
	const libc =
		os === "linux" && abi !== undefined ? { libc: [abi.startsWith("musl") ? "musl" : "glibc"] } : {};
	return { version, cpu: [cpu], ...(dev === true ? { dev } : {}), ...libc, optional: true, os: [os] };
}
