import assert from "node:assert/strict";
import { test } from "node:test";
import { openSupervisor } from "./scratch-supervisor.js";

const LINGER_MS = 10_000;

test("a source runs while somebody names it, and ends a while after the last one has gone", async (t) => {
	const { apply, stateOf, wait, clock, ran, ended } = openSupervisor(t);
	await apply({});
	assert.equal(stateOf("scratch"), "off");

	const leaveFirst = await wait({ source: "scratch" });
	const leaveSecond = await wait({ match: ["source^=scr"] });
	await ran();
	assert.equal(stateOf("scratch"), "up");
	leaveFirst();
	clock.advance(LINGER_MS);
	assert.equal(stateOf("scratch"), "up");
	leaveSecond();
	clock.advance(LINGER_MS - 1);
	assert.equal(stateOf("scratch"), "up");
	clock.advance(1);

	await ended();
	assert.equal(stateOf("scratch"), "off");
});

test("a source stays for its whole while after the last, also when another one left shortly before", async (t) => {
	const { apply, stateOf, wait, clock, ran } = openSupervisor(t);
	await apply({});
	const leaveFirst = await wait({ source: "scratch" });
	const leaveSecond = await wait({ source: "scratch" });
	await ran();

	leaveFirst();
	clock.advance(LINGER_MS - 1);
	leaveSecond();
	clock.advance(LINGER_MS - 1);
	assert.equal(stateOf("scratch"), "up");
	clock.advance(1);

	assert.equal(stateOf("scratch"), "off");
});

test("somebody who comes while a source lingers finds it running", async (t) => {
	const { apply, stateOf, wait, clock, ran, runs } = openSupervisor(t);
	await apply({});
	const leave = await wait({ source: "scratch" });
	await ran();

	leave();
	await wait({ source: "scratch" });
	clock.advance(LINGER_MS);

	assert.equal(stateOf("scratch"), "up");
	assert.equal(runs(), 1);
});

test("somebody who comes while a source ends has it run again", async (t) => {
	const { apply, stateOf, wait, clock, ran, runs } = openSupervisor(t);
	await apply({});
	const leave = await wait({ source: "scratch" });
	await ran();
	leave();
	clock.advance(LINGER_MS);

	await wait({ source: "scratch" });
	await ran();

	assert.equal(stateOf("scratch"), "up");
	assert.equal(runs(), 2);
});

test("a source that costs nothing when nobody asks stays once it has been started", async (t) => {
	const { apply, stateOf, wait, clock, ran } = openSupervisor(t, { isFreeWhenIdle: true });
	await apply({});
	const leave = await wait({ source: "scratch" });
	await ran();

	leave();
	clock.advance(LINGER_MS);

	assert.equal(stateOf("scratch"), "up");
});

test("a source that is not available is not looked at for nobody", async (t) => {
	const { apply, stateOf, wait, clock, setAvailability, asked } = openSupervisor(t, { isFreeWhenIdle: true });
	setAvailability({ isAvailable: false, reason: "no engine answers", hint: "systemctl start docker" });
	await apply({});
	const leave = await wait({ source: "scratch" });
	await asked();

	leave();
	clock.advance(1_000);
	await asked();
	clock.advance(LINGER_MS);

	assert.equal(stateOf("scratch"), "off");
	assert.equal(clock.pendingTimers, 0);
});

test("who listens to everything, to another source or to all but this one does not start it", async (t) => {
	const { apply, stateOf, wait } = openSupervisor(t);
	await apply({});

	await wait({ match: ["conclusion=failure"] });
	await wait({ source: "docker" });
	await wait({ match: ["source!=docker"] });
	await wait({ sha: "4be1c0f" });

	assert.equal(stateOf("scratch"), "off");
});

test("a source that is not available says why, and runs as soon as it is", async (t) => {
	const { apply, statusOf, wait, clock, ran, setAvailability, asked } = openSupervisor(t);
	setAvailability({ isAvailable: false, reason: "no engine answers", hint: "systemctl start docker" });
	await apply({});

	await wait({ source: "scratch" });
	await asked();
	const { state, problem, hint, restarts } = statusOf("scratch");
	assert.deepEqual([state, problem, hint], ["unavailable", "no engine answers", "systemctl start docker"]);
	setAvailability({ isAvailable: true });
	clock.advance(1_000);
	await ran();

	assert.equal(statusOf("scratch").state, "up");
	assert.equal(statusOf("scratch").problem, null);
	assert.equal(restarts, 0);
});

test("sources come and go with config.toml, and run anew when their section has changed", async (t) => {
	const { apply, names, wait, ran, ended, configs } = openSupervisor(t);
	await apply({ scratch: { level: 1 } });
	await wait({ source: "scratch" });
	await ran();

	await apply({ scratch: { level: 1 }, second: {} });
	assert.deepEqual(names(), ["scratch", "second"]);
	assert.deepEqual(configs(), [{ level: 1 }]);
	await apply({ scratch: { level: 2 } });
	await ran();

	assert.deepEqual(names(), ["scratch"]);
	assert.deepEqual(configs(), [{ level: 1 }, { level: 2 }]);
	await apply({ second: {} });
	await ended();
	assert.deepEqual(names(), ["second"]);
});

test("a source that appears runs at once when somebody waits for it already", async (t) => {
	const { apply, stateOf, wait, ran } = openSupervisor(t);
	await apply({ second: {} });
	await wait({ source: "scratch" });

	await apply({ second: {}, scratch: {} });
	await ran();

	assert.equal(stateOf("scratch"), "up");
});
