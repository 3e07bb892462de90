/** Gives back what an idle process holds but does not need. Takes about 30 ms, so it is for when nothing goes on. */

import { collectGarbage } from "./collect-garbage.js";
import { findCleanExecutableMappings } from "./executable-mappings.js";
import type { Libc } from "./libc.js";

export interface MemoryReturn {
	giveBack(): Promise<void>;
}

const MADV_DONTNEED = 4;

export function createMemoryReturn(libc: Libc, platform: NodeJS.Platform): MemoryReturn {
	if (platform !== "linux") return { giveBack: () => Promise.resolve() };
	return {
		async giveBack() {
			await collectGarbage();
			libc.mallocTrim?.(0);
			// Last, because the collector itself runs on these pages. They come back from the file as they are touched.
			for (const { start, lengthBytes } of findCleanExecutableMappings()) {
				libc.madvise(start, lengthBytes, MADV_DONTNEED);
			}
		},
	};
}
