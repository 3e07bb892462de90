import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type TestContext, describe, test } from "node:test";
import { VERBS } from "../../src/cli/verbs.js";
import { makeBusDirectories } from "../support/bus-directories.js";
import { PROGRAM, startDaemon } from "../support/daemon-process.js";
import { runCli } from "../support/run-cli.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const COMMANDS = VERBS.map(({ command }) => command);
const needs = (shell: string) => ({
	skip: spawnSync(shell, ["-c", ":"]).status === 0 ? false : `${shell} is not installed`,
});

/** The environment in which `waitbus` is a command, as after an installation. */
function withCommand(t: TestContext, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const directory = makeTemporaryDirectory(t);
	const path = join(directory, "waitbus");
	writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
	chmodSync(path, 0o755);
	return { ...env, HOME: directory, PATH: `${directory}${delimiter}${env["PATH"] ?? ""}` };
}

function runShell(shell: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
	return execFileSync(shell, args, { env, encoding: "utf8" });
}

/** What bash offers for the last of these words, which bash itself has split at each "=". */
function completeInBash(env: NodeJS.ProcessEnv, words: readonly string[]): readonly string[] {
	const script = `source <(waitbus completion bash)
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _waitbus
		if ((\${#COMPREPLY[@]})); then printf '%s\\n' "\${COMPREPLY[@]}"; fi`;
	const output = runShell("bash", ["--norc", "-c", script, "bash", ...words], env);
	return output.split("\n").slice(0, -1);
}

describe("completion in bash offers", needs("bash"), () => {
	test("the verbs", (t) => {
		const env = withCommand(t, makeBusDirectories(t).env);

		const offered = completeInBash(env, ["waitbus", ""]);

		assert.deepEqual(offered, [...COMMANDS.map(({ name }) => name), "help"]);
	});

	test("the flags of the verb", (t) => {
		const env = withCommand(t, makeBusDirectories(t).env);

		const offered = completeInBash(env, ["waitbus", "tail", "--source", "docker", "--no"]);

		assert.deepEqual(offered, ["--no-follow", "--no-start"]);
	});

	test("the coding agents that can be connected", (t) => {
		const env = withCommand(t, makeBusDirectories(t).env);

		assert.deepEqual(completeInBash(env, ["waitbus", "connect", "co"]), ["codex", "copilot"]);
	});

	test("the conclusions, where one is wanted", (t) => {
		const env = withCommand(t, makeBusDirectories(t).env);

		assert.deepEqual(completeInBash(env, ["waitbus", "emit", "--conclusion", "s"]), [
			"success",
			"skipped",
			"stale",
			"startup_failure",
		]);
		assert.deepEqual(completeInBash(env, ["waitbus", "emit", "--conclusion", "=", "f"]), ["failure"]);
		assert.deepEqual(completeInBash(env, ["waitbus", "wait", "--match", "conclusion", "=", "c"]), [
			"cancelled",
		]);
		assert.equal(completeInBash(env, ["waitbus", "wait", "--match", "conclusion", "="]).length, 9);
	});

	test("the sources that the running daemon knows", async (t) => {
		const daemon = await startDaemon(t);
		const input = ["docker", "demo", "pytest"]
			.map((source) => JSON.stringify({ source, event_type: "x" }))
			.join("\n");
		await runCli(["emit", "-"], { env: daemon.env, input });
		const env = withCommand(t, daemon.env);

		assert.deepEqual(completeInBash(env, ["waitbus", "wait", "--source", "d"]), ["demo", "docker"]);
		assert.deepEqual(completeInBash(env, ["waitbus", "tail", "-s", "p"]), ["pytest"]);
	});

	test("no source when no daemon runs, and starts none", async (t) => {
		const env = withCommand(t, makeBusDirectories(t).env);

		assert.deepEqual(completeInBash(env, ["waitbus", "wait", "--source", ""]), []);
		assert.equal((await runCli(["status"], { env })).code, 125);
	});

	test("nothing of its own where a value is free text", (t) => {
		const env = withCommand(t, makeBusDirectories(t).env);

		assert.deepEqual(completeInBash(env, ["waitbus", "wait", "--timeout", "1"]), []);
	});

	test("the shells to complete for", (t) => {
		const env = withCommand(t, makeBusDirectories(t).env);

		assert.deepEqual(completeInBash(env, ["waitbus", "completion", "z"]), ["zsh"]);
	});
});

test("completion in fish offers verbs, flags and closed values", needs("fish"), (t) => {
	const env = withCommand(t, makeBusDirectories(t).env);
	const complete = (line: string): readonly string[] => {
		const script = `waitbus completion fish | source; complete -C '${line}'`;
		const output = runShell("fish", ["--no-config", "-c", script], env);
		return output
			.trim()
			.split("\n")
			.map((offer) => offer.split("\t")[0] ?? "");
	};

	assert.deepEqual(complete("waitbus st"), ["status", "stop"]);
	assert.deepEqual(complete("waitbus tail --no-"), ["--no-follow", "--no-start"]);
	assert.deepEqual(complete("waitbus emit --conclusion f"), ["failure"]);
});

test("completion in zsh gives each verb's flags and values to _arguments", needs("zsh"), (t) => {
	const env = withCommand(t, makeBusDirectories(t).env);
	const script = `compdef() { :; }; _arguments() { print -rl -- "$@" }
		source <(waitbus completion zsh); words=(waitbus emit --); CURRENT=3; _waitbus`;

	const specs = runShell("zsh", ["-f", "-c", script], env).split("\n");

	assert.ok(
		specs.includes("*--field[A fact to match on; VALUE is JSON, or a bare word taken as text]:KEY=VALUE:"),
		specs.join("\n"),
	);
	assert.ok(
		specs.some(
			(spec) => spec.startsWith("(--conclusion)--conclusion[") && spec.includes(":VERDICT:(success failure"),
		),
	);
	assert.ok(specs.some((spec) => spec.endsWith(":NAME:_waitbus_sources")));
});

for (const shell of ["bash", "zsh", "fish"]) {
	test(`the script for ${shell} has no syntax error`, needs(shell), async (t) => {
		const { stdout } = await runCli(["completion", shell], { env: makeBusDirectories(t).env });
		const path = join(makeTemporaryDirectory(t), "script");
		writeFileSync(path, stdout);

		const { status, stderr } = spawnSync(shell, ["-n", path], { encoding: "utf8" });

		assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
	});
}

test("waitbus completion refuses a shell it does not know", async (t) => {
	const { env } = makeBusDirectories(t);

	const results = await Promise.all([["tcsh"], []].map((args) => runCli(["completion", ...args], { env })));

	assert.deepEqual(
		results.map(({ code }) => code),
		[2, 2],
	);
	assert.match(results[0]?.stderr ?? "", /"tcsh" is not a shell it knows; wanted bash, zsh, fish/);
});
