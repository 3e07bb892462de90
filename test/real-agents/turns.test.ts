/** What waitbus promises of every coding agent, held with the agents themselves. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { versionOf } from "./agent-cli.js";
import { AGENTS } from "./agents.js";
import { untilWaits } from "../support/open-bus.js";
import { openPlace } from "./place.js";
import { startTurn } from "./session.js";

const LIMIT = { timeout: 60_000 };

for (const [index, cli] of AGENTS.entries()) {
	const { vendor } = cli;
	const heard = (type: string) => ({ source: "agent", match: [`event_type=${type}`, `vendor=${vendor}`] });

	describe(`${vendor} ${versionOf(cli)}`, () => {
		test("a turn publishes its end", LIMIT, async (t) => {
			const place = await openPlace(t);
			const ended = place.bus.waitFor(heard("agent_turn_ended"));

			const { process } = await startTurn(t, place, { cli, script: [{ say: "It is done." }] });

			const { code, stdout, stderr } = await process.result;
			assert.equal(code, 0, stdout + stderr);
			const { fields } = await ended;
			assert.deepEqual([fields["conclusion"], fields["cwd"]], ["success", place.project]);
		});

		test("the end of a turn wakes the model of another vendor, which waits in a tool", LIMIT, async (t) => {
			const other = AGENTS[(index + 1) % AGENTS.length] ?? cli;
			const place = await openPlace(t);
			const input = { source: "agent", match: ["event_type=agent_turn_ended", `vendor=${vendor}`] };
			const waiting = await startTurn(t, place, {
				cli: other,
				script: [
					...(other.beforeTool?.("wait_for_event") ?? []),
					{ call: "wait_for_event", input },
					{ say: "It has been woken." },
				],
			});
			await waiting.before(untilWaits(place.bus, 1));

			const { process } = await startTurn(t, place, { cli, script: [{ say: "It is done." }] });

			await process.result;
			const { code, stdout, stderr } = await waiting.process.result;
			assert.equal(code, 0, stdout + stderr);
			assert.match(waiting.model.steps.at(-1) ?? "", new RegExp(`${vendor}-[a-z0-9]+ ended its turn`));
		});

		test("its death is heard", LIMIT, async (t) => {
			const place = await openPlace(t);
			const started = place.bus.waitFor(heard("agent_turn_started"));
			const lost = place.bus.waitFor(heard("agent_lost"));
			const { process, model, before } = await startTurn(t, place, { cli, script: ["hang"] });
			await before(Promise.all([started, model.asked(1)]));

			process.kill("SIGKILL");

			assert.equal((await lost).fields["conclusion"], "failure");
		});
	});
}
