/** The plugin for Claude Code, as Claude Code itself sees it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { runCli } from "../support/run-cli.js";
import { CLAUDE } from "./clis/claude.js";
import { openPlace } from "./place.js";
import { setUpAgent } from "./session.js";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const PLUGIN = join(ROOT, "integrations/claude-plugin");
const LIMIT = { timeout: 60_000 };

for (const [what, path] of [
	["the plugin", PLUGIN],
	["the marketplace", ROOT],
	["the skill", join(ROOT, "skills")],
] as const) {
	test(`claude plugin validate finds nothing wrong with ${what}`, LIMIT, async (t) => {
		const { env, project } = await openPlace(t);

		const { code, stdout, stderr } = await runCli(["plugin", "validate", "--strict", path], {
			program: CLAUDE.program,
			cwd: project,
			env,
		});

		assert.equal(code, 0, stdout + stderr);
	});
}

test(
	"a session with the plugin publishes its end, and its model has the tools and the skill",
	LIMIT,
	async (t) => {
		const place = await openPlace(t);
		const idle = place.heard("vendor=claude", "event_type=agent_idle");
		const script = [
			{ call: "ToolSearch", input: { query: "select:mcp__plugin_waitbus_waitbus__emit_event" } },
			{ call: "emit_event", input: { source: "plugin", event_type: "spoke" } },
			{ say: "It is done." },
		];
		const { model, startTurn } = await setUpAgent(t, place, { cli: CLAUDE, script });

		const { code, stdout, stderr } = await startTurn([
			"--plugin-dir",
			PLUGIN,
			"--allowedTools",
			"mcp__plugin_waitbus_waitbus__emit_event",
		]).process.result;

		assert.equal(code, 0, stdout + stderr);
		await idle;
		const { events } = await place.bus.query({ source: "plugin", since: "start" });
		assert.equal(events.length, 1, model.steps.at(-1));
		assert.match(model.steps[0] ?? "", /waitbus:waitbus/);
	},
);
