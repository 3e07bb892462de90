import { relative, sep } from "node:path";

/** What a test is called in every run: `FILE > SUITE > NAME`, the file relative to the directory of the tests. */
export function toNodeid(rootdir: string, path: string | undefined, names: readonly string[]): string {
	const file = path === undefined ? [] : [relative(rootdir, path).split(sep).join("/")];
	return [...file, ...names].join(" > ");
}
