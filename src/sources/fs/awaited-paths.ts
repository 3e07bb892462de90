/** Paths that those who wait name in their matchers. */
import { resolve } from "node:path";
import type { Demand } from "../source.js";

const PATH_FIELDS = ["fields.path", "fields.finished", "fields.old_path"];

/** `path=/a/b` means that one, `path^=/a/b/` what is beneath it, `path^=/a/b` what is beside it. */
export function findAwaitedPaths({ equalities, prefixes }: Demand): readonly string[] {
	const named = PATH_FIELDS.flatMap((field) => equalities.get(field) ?? []);
	const within = PATH_FIELDS.flatMap((field) => prefixes.get(field) ?? []).map((prefix) =>
		prefix.slice(0, Math.max(1, prefix.lastIndexOf("/"))),
	);
	// Events have paths of this form alone, so others match nothing.
	return [...named, ...within].filter((path) => path.startsWith("/") && resolve(path) === path);
}
