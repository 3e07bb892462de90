import { createDockerSource } from "../../../src/sources/docker/source.js";
import { openHttp } from "../../../src/webhooks/open-http.js";
import { testSource } from "../contract.js";
import { type LyingEngine, startLyingEngine, toLine } from "./lying-engine.js";

const MISCHIEF: ReadonlyMap<string, (engine: LyingEngine) => unknown> = new Map([
	["lines that are no JSON", (engine: LyingEngine) => engine.say("<html>\n{]\n\n")],
	["lines that are no messages", (engine) => engine.say('null\n7\n[]\n{"Type":"container","Actor":7}\n')],
	["a message of another century", (engine) => engine.say(toLine({ action: "die", timeNs: 7n }))],
	["a line that is cut", (engine) => engine.hangUpAfter(toLine({ action: "die" }).slice(0, 40))],
	["a connection that is closed", (engine) => engine.hangUp()],
	["a connection that breaks", (engine) => engine.hangUp({ isBroken: true })],
	["a refusal in what is no JSON", (engine) => engine.refuseOnce("/events", { status: 502, body: "<html>" })],
	[
		"a list of containers that is none",
		(engine) => engine.refuseOnce("/containers/json", { status: 200, body: "{}" }),
	],
	["an answer that is cut", (engine) => engine.refuseOnce("/containers/json", { status: 200, body: "[{" })],
]);

testSource({
	name: "docker",
	mischief: [...MISCHIEF.keys()],
	hasUpstream: true,
	open: async (t) => {
		const engine = await startLyingEngine(t);
		return {
			create: () => createDockerSource(openHttp),
			env: { DOCKER_HOST: engine.host },
			haste: 50,
			happen: () => engine.tell(toLine({ action: "start" })),
			upstream: { vanish: () => engine.stop(), comeBack: () => engine.start() },
			misbehave: async (mischief) => void (await MISCHIEF.get(mischief)?.(engine)),
		};
	},
});
