/** The licence texts of what is bundled into dist/, which their terms ask us to pass on. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./tree.js";

export function collectLicenses(metafiles) {
	const inputs = new Set(metafiles.flatMap((metafile) => Object.keys(metafile.inputs)));
	const filesOf = new Map();
	for (const input of inputs) {
		const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
		if (folder !== undefined) filesOf.set(folder, [...(filesOf.get(folder) ?? []), input]);
	}
	return [...filesOf]
		.sort()
		.map(([folder, files]) => describe(folder, files))
		.join("\n");
}

function describe(folder, files) {
	const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
	const text = findText(folder) ?? gatherNotices(files, license);
	if (text === "") throw new Error(`Cannot bundle "${name}": its package holds no licence text`);
	return `${"=".repeat(78)}\n${name} ${version} (${license})\n\n${text}\n`;
}

function findText(folder) {
	const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
	return file === undefined ? undefined : readFileSync(join(root, folder, file), "utf8").trim();
}

/** Without a file of its own, what a package grants stands at the head of its sources. */
function gatherNotices(files, license) {
	const notices = new Set(
		files.flatMap((file) => /^(?:\/\/.*\n)+/.exec(readFileSync(join(root, file), "utf8"))?.[0] ?? []),
	);
	const texts = [...notices].map((notice) => notice.replace(/^\/\/ ?/gm, "").trim());
	if (license.includes("Apache-2.0"))
		texts.push(readFileSync(join(root, "scripts/build/apache-2.0.txt"), "utf8").trim());
	return texts.join("\n\n");
}
