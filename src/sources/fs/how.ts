/** How it comes that an entry is found, which decides what is told of it. */
import type { BytePath } from "../../platform/byte-path.js";
import { joinPath } from "../../platform/byte-path.js";
import type { Cover } from "./cover.js";

export type FindHow =
	/** It was there before anybody asked. */
	| { readonly kind: "silent" }
	/** The same, but it is found a while later: what has changed in between is told. */
	| { readonly kind: "since"; readonly sinceMs: number }
	/** It is known, but notices got lost. */
	| { readonly kind: "again"; readonly sinceMs: number }
	/** It has just come into being, perhaps with something in it. */
	| { readonly kind: "created" }
	/** It was at `oldPath` before, with the files that are `known`, as far as anybody looked there. */
	| {
			readonly kind: "moved";
			readonly oldPath: BytePath | undefined;
			readonly known: ReadonlySet<BytePath> | undefined;
	  };

/** Why a directory is read. */
export type ReadHow =
	| FindHow
	/** What is told of its entries has changed: those that were left out until now may count. */
	| { readonly kind: "renewed"; readonly before: readonly Cover[]; readonly sinceMs: number };

/** How an entry of a directory is found that was found so itself. */
export function toEntryHow(how: FindHow, name: BytePath): FindHow {
	if (how.kind !== "moved" || how.oldPath === undefined) return how;
	return { ...how, oldPath: joinPath(how.oldPath, name) };
}
