import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeWait } from "../../src/event/describe-wait.js";
import { compileWaitSpec, type WaitSpec } from "../../src/event/wait-spec.js";

describe("a wait is described in words:", () => {
	const selection = { source: "ci", match: ["ok=false"] };
	const clauses = ["ci:ok=true", "docker:exit_code=0"];
	const specs: Record<string, WaitSpec> = {
		"source=ci and ok=false": { mode: "first", selection },
		"all of ci:ok=true, docker:exit_code=0": { mode: "all_of", clauses },
		"ci:ok=true or docker:exit_code=0": { mode: "first_of", clauses },
		"ci:ok=true, then docker:exit_code=0": { mode: "sequence", clauses },
		"3 times source=ci and ok=false within 1 min": { mode: "count", selection, count: 3, withinMs: 60_000 },
		"2 times source=ci and ok=false": { mode: "count", selection, count: 2 },
		"5 min without source=ci and ok=false": { mode: "absence", selection, forMs: 300_000 },
		"source=ci and ok=false, unless fs:path*=STOP": { mode: "first", selection, unless: ["fs:path*=STOP"] },
	};
	for (const [text, spec] of Object.entries(specs)) {
		test(text, async () => {
			assert.equal(describeWait(await compileWaitSpec(spec)), text);
		});
	}
});
