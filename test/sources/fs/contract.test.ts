import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createFsSource } from "../../../src/sources/fs/source.js";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";
import { testSource } from "../contract.js";

const MISCHIEF: Readonly<Record<string, (root: string) => void>> = {
	"a link that leads to itself": (root) => symlinkSync("loop", `${root}/loop`),
	"a name that is not UTF-8": (root) =>
		writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])]), ""),
	"a .gitignore that is a pipe": (root) => void execFileSync("mkfifo", [`${root}/.gitignore`]),
	"directories that are gone at once": (root) => {
		for (let count = 0; count < 100; count += 1) {
			mkdirSync(`${root}/a/b/c`, { recursive: true });
			rmSync(`${root}/a`, { recursive: true });
		}
	},
	"the removal of what it watches": (root) => {
		rmSync(root, { recursive: true });
		mkdirSync(root);
	},
};

testSource({
	name: "fs",
	mischief: Object.keys(MISCHIEF),
	hasUpstream: false,
	open: (t) => {
		const root = makeTemporaryDirectory(t);
		let count = 0;
		return {
			create: () => createFsSource(),
			config: { paths: [root] },
			happen: () => {
				count += 1;
				writeFileSync(`${root}/${count}`, "");
			},
			misbehave: (mischief) => MISCHIEF[mischief]?.(root),
		};
	},
});
