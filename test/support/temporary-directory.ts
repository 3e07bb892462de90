import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A directory of the test's own, removed when the test ends. Its path is short enough for a socket. */
export function makeTemporaryDirectory(t: Pick<TestContext, "after">): string {
	const path = realpathSync(mkdtempSync(join(tmpdir(), "wb-")));
	// A daemon of the test may still write there until it is ended, which comes after.
	t.after(() => rmSync(path, { recursive: true, force: true, maxRetries: 10 }));
	return path;
}
