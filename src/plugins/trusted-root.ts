/** The keys of Sigstore: as its own repository has them now, else as they were when they were last seen, or shipped. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TrustedRoot as RootMessage } from "@sigstore/protobuf-specs";
import { DEFAULT_MIRROR_URL, getTrustedRoot } from "@sigstore/tuf";
import { BusError } from "../errors.js";
import { describeSystemError } from "../platform/system-error.js";

export interface TrustedRoot {
	readonly root: RootMessage;
	/** What is to be said of their age, as a clause; undefined when they are as new as can be. */
	readonly note: string | undefined;
}

export interface TrustedRootOptions {
	/** Where what was seen of Sigstore's repository is kept. */
	readonly cachePath: string;
	/** A file of one's own instead, in Sigstore's format. */
	readonly path: string | undefined;
}

const TIMEOUT_MS = 5_000;

/** @throws BusError PATH_INVALID for a file of one's own that does not read */
export async function loadTrustedRoot({ cachePath, path }: TrustedRootOptions): Promise<TrustedRoot> {
	if (path !== undefined) return { root: readRoot(path), note: undefined };
	try {
		return {
			root: await getTrustedRoot({ cachePath, timeout: TIMEOUT_MS, retry: { retries: 0 } }),
			note: undefined,
		};
	} catch {
		// The call has put there what the package brings, if nothing was.
		const kept = join(
			cachePath,
			encodeURIComponent(new URL(DEFAULT_MIRROR_URL).host),
			"targets/trusted_root.json",
		);
		return {
			root: readRoot(kept),
			note: "Sigstore's repository of keys cannot be reached, so those last seen were used",
		};
	}
}

function readRoot(path: string): RootMessage {
	try {
		return RootMessage.fromJSON(JSON.parse(readFileSync(path, "utf8")));
	} catch (cause) {
		throw new BusError("PATH_INVALID", `Cannot read "${path}": ${describeSystemError(cause)}`, {
			hint: "gh attestation trusted-root writes such a file",
			cause,
		});
	}
}
