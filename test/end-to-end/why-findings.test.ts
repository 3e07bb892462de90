import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startDaemon } from "../support/daemon-process.js";
import {
	EVENTS,
	emit,
	explain,
	findingsOf,
	startWait,
	startWithEvents,
} from "../support/explained-daemon.js";
import { runCli } from "../support/run-cli.js";

describe("waitbus why finds", () => {
	test("a source that nobody has published as, and the one that was meant", async (t) => {
		const daemon = await startWithEvents(t);

		const findings = await findingsOf(daemon, ["--source", "podmn"]);

		assert.deepEqual(findings, [
			{
				kind: "unknown_source",
				clause: "source=podmn",
				text: "no event has ever had source=podmn; did you mean podman?",
				next: "waitbus tail --source podman",
			},
		]);
	});

	test("a source that is like no other, and which there are", async (t) => {
		const daemon = await startWithEvents(t);

		const [finding] = await findingsOf(daemon, ["--source", "kubernetes"]);

		assert.match(
			finding?.text ?? "",
			/^no event has ever had source=kubernetes \(known sources: podman, pytest, github, /,
		);
	});

	test("a field that no event of the source has, and the one that was meant", async (t) => {
		const daemon = await startWithEvents(t);

		const [finding] = await findingsOf(daemon, ["--source", "podman", "--match", "exitcode=1"]);

		assert.equal(finding?.kind, "unknown_field");
		assert.equal(
			finding.text,
			"none of the last 2 podman events has the field exitcode; did you mean exit_code?",
		);
		assert.equal(finding.next, "waitbus tail --no-follow --json --source podman");
	});

	test("a field that another source has and this one does not", async (t) => {
		const daemon = await startWithEvents(t);

		const [finding] = await findingsOf(daemon, ["--all-of", "pytest:exit_code=0"]);

		assert.equal(finding?.text, "the only pytest event does not have the field exit_code");
	});

	test("a value that was never seen, and those that were", async (t) => {
		const daemon = await startWithEvents(t);

		const [finding] = await findingsOf(daemon, ["--source", "podman", "--match", "exit_code=99"]);

		assert.equal(finding?.kind, "unseen_value");
		assert.equal(finding.text, "none of the last 2 podman events has exit_code=99; seen: 0, 137");
	});

	test("a match before the wait began, and the time from which to look", async (t) => {
		const daemon = await startWithEvents(t);
		const wait = ["--source", "pytest", "--match", "conclusion=success"];

		const [finding] = await findingsOf(daemon, wait);
		const since = /--since (\S+)$/.exec(finding?.next ?? "")?.[1] ?? "";
		const again = await runCli(["wait", ...wait, "--since", since, "--timeout", "5s"], { env: daemon.env });

		assert.equal(finding?.kind, "matched_before");
		assert.match(finding.text, /^\w{26} \(tests passed\) matched .+ before the wait began$/);
		assert.equal(again.stdout, "tests passed\n");
	});

	test("the event that failed in one point only", async (t) => {
		const daemon = await startWithEvents(t);

		const [finding] = await findingsOf(daemon, [
			"--source",
			"podman",
			"--match",
			"container=web",
			"--match",
			"conclusion=success",
		]);

		assert.equal(finding?.kind, "near_miss");
		assert.match(
			finding.text,
			/\((?:web died|db ended)\) came nearest, but \w+ is "\w+", and \w+=\w+ is wanted$/,
		);
	});

	test("what an expression says of the newest event", async (t) => {
		const daemon = await startWithEvents(t);

		const [finding] = await findingsOf(daemon, [
			"--source",
			"podman",
			"--match-cel",
			"fields.exit_code > 1000",
		]);

		assert.equal(finding?.kind, "near_miss");
		assert.match(
			finding.text,
			/\(db ended\) came nearest, but it is false, and fields\.exit_code > 1000 is wanted$/,
		);
	});

	test("a step of a sequence that came before the steps ahead of it", async (t) => {
		const daemon = await startWithEvents(t);
		const sequence = ["--sequence", "podman:container=cache", "--sequence", "pytest:conclusion=success"];
		await startWait(t, sequence, daemon);
		await emit(daemon, EVENTS.slice(2));

		const [report] = await explain(daemon, []);

		const kinds = report?.findings.map(({ kind }) => kind);
		assert.deepEqual(kinds, ["unseen_value", "out_of_order"]);
	});

	test("an unless clause that can never end the wait", async (t) => {
		const daemon = await startWithEvents(t);

		const findings = await findingsOf(daemon, [
			"--source",
			"podman",
			"--match",
			"exit_code=0",
			"--since",
			"1h",
			"--unless",
			"pytset:ok=1",
		]);

		assert.deepEqual(
			findings.map(({ clause }) => clause),
			["pytset:ok=1"],
		);
	});

	test("nothing to complain of in a wait that has not met anything yet", async (t) => {
		const daemon = await startDaemon(t);
		await emit(daemon, EVENTS);

		const [report] = await explain(daemon, ["--source", "podman", "--absent", "5m"]);

		assert.deepEqual(report?.findings, []);
	});

	test("which clauses of a proposed wait the look back meets", async (t) => {
		const daemon = await startWithEvents(t);

		const [report] = await explain(daemon, [
			"--all-of",
			"podman:exit_code=137",
			"--all-of",
			"podman:exit_code=1",
			"--since",
			"1h",
		]);

		assert.deepEqual(
			report?.clauses.map(({ matches }) => matches),
			[1, 0],
		);
	});
});
