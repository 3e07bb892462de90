/** What waitbus promises of every coding agent, held with the agents themselves. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { versionOf } from "./agent-cli.js";
import { AGENTS } from "./agents.js";
import { untilWaits } from "../support/open-bus.js";
import { openPlace, readFiles } from "./place.js";
import { connect, runWaitbus, setUpAgent, startConnected } from "./session.js";

const LIMIT = { timeout: 60_000 };

for (const [index, cli] of AGENTS.entries()) {
	const { vendor } = cli;
	const ofVendor = `vendor=${vendor}`;

	describe(`${vendor} ${versionOf(cli)}`, () => {
		test("a turn publishes its end", LIMIT, async (t) => {
			const place = await openPlace(t);
			const ended = place.heard(ofVendor, "event_type=agent_turn_ended");

			const { process } = await startConnected(t, place, { cli, script: [{ say: "It is done." }] });

			const { code, stdout, stderr } = await process.result;
			assert.equal(code, 0, stdout + stderr);
			const { fields } = await ended;
			assert.deepEqual([fields["conclusion"], fields["cwd"]], ["success", place.project]);
		});

		test("the end of a turn wakes the model of another vendor, which waits in a tool", LIMIT, async (t) => {
			const other = AGENTS[(index + 1) % AGENTS.length] ?? cli;
			const place = await openPlace(t);
			const input = { source: "agent", match: ["event_type=agent_turn_ended", ofVendor] };
			const waiting = await startConnected(t, place, {
				cli: other,
				script: [
					...(other.callTool?.("wait_for_event", input) ?? [{ call: "wait_for_event", input }]),
					{ say: "It has been woken." },
				],
			});
			await waiting.before(untilWaits(place.bus, 1));

			const { process } = await startConnected(t, place, { cli, script: [{ say: "It is done." }] });

			await process.result;
			const { code, stdout, stderr } = await waiting.process.result;
			assert.equal(code, 0, stdout + stderr);
			assert.match(waiting.model.steps.at(-1) ?? "", new RegExp(`${vendor}-[a-z0-9]+ ended its turn`));
		});

		test("its death is heard", LIMIT, async (t) => {
			const place = await openPlace(t);
			const started = place.heard(ofVendor, "event_type=agent_turn_started");
			const lost = place.heard(ofVendor, "event_type=agent_lost");
			const { process, model, before } = await startConnected(t, place, { cli, script: ["hang"] });
			await before(Promise.all([started, model.asked(1)]));

			process.kill("SIGKILL");

			assert.equal((await lost).fields["conclusion"], "failure");
		});

		test("a turn that its model refuses does not pass for finished", LIMIT, async (t) => {
			const place = await openPlace(t);
			const over = place.heard(ofVendor, `event_type=${cli.afterRefusal}`);

			const { startToStay } = await setUpAgent(t, place, { cli, script: [{ status: 401 }] });
			await connect(place, cli);

			startToStay();

			await over;
			const { events } = await place.bus.query({
				source: "agent",
				match: "conclusion=success",
				since: "start",
			});
			assert.deepEqual(events, []);
		});

		test("disconnecting leaves its files as the agent had written them", LIMIT, async (t) => {
			const place = await openPlace(t);
			const { startTurn } = await setUpAgent(t, place, { cli, script: [] });
			await startTurn().process.result;
			const before = readFiles(place.home);

			await connect(place, cli);
			const connected = readFiles(place.home);
			await runWaitbus(place, ["disconnect", vendor, "--yes"]);

			assert.notDeepEqual(connected, before);
			assert.deepEqual(readFiles(place.home), before);
		});
	});
}
