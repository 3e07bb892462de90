/** The Inspector's command line, which people debug servers with, over real stdio. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type DaemonProcess, PROGRAM, startDaemon } from "../support/daemon-process.js";
import { findNode, packageFolder, skipWithout } from "../support/installed-packages.js";
import { type CliResult, runCli } from "../support/run-cli.js";

const INSPECTOR = join(
	packageFolder("mcp", "@modelcontextprotocol/inspector"),
	"clients",
	"cli",
	"build",
	"index.js",
);
const NODE = findNode("24");
const SKIP = skipWithout("the Inspector", [NODE, INSPECTOR]);

for (const era of ["legacy", "modern"]) {
	describe(`the Inspector, in the ${era} era of the protocol,`, { skip: SKIP }, () => {
		test("lists the tools and finds no fault with their schemas", async (t) => {
			const daemon = await startDaemon(t);

			const { code, stdout, stderr } = await inspect(daemon, era, ["tools/list", "--strict"]);

			const { tools } = JSON.parse(stdout) as { tools: { name: string }[] };
			assert.equal(code, 0, stderr);
			assert.doesNotMatch(stderr, /Warning: tool/);
			assert.equal(tools[0]?.name, "wait_for_event");
		});

		test("emits an event, and hears it from a wait that begins at the start", async (t) => {
			const daemon = await startDaemon(t);
			const draft = { source: "deploy", event_type: "finished", conclusion: "success" };

			const emitted = await call(daemon, era, { name: "emit_event", input: draft });
			const heard = await call(daemon, era, {
				name: "wait_for_event",
				input: { source: "deploy", since: "start" },
			});

			const [event] = heard["events"] as { event_id: string }[];
			assert.deepEqual(
				[emitted["outcome"], heard["status"], heard["verdict"]],
				["committed", "matched", "success"],
			);
			assert.equal(event?.event_id, emitted["event_id"]);
		});

		test("lists the resources and reads one", async (t) => {
			const daemon = await startDaemon(t);
			const emitted = await call(daemon, era, {
				name: "emit_event",
				input: { source: "deploy", event_type: "finished" },
			});

			const { resources } = await inspectAnswer(daemon, era, ["resources/list"]);
			const [{ uri }] = resources as [{ uri: string }];
			const { contents } = await inspectAnswer(daemon, era, ["resources/read", "--uri", uri]);

			const [{ text }] = contents as [{ text: string }];
			assert.equal(uri, "waitbus://current");
			assert.equal((JSON.parse(text) as { cursor: string }).cursor, emitted["event_id"]);
		});
	});
}

function inspect(
	{ env }: DaemonProcess,
	era: string,
	[method = "", ...flags]: readonly string[],
): Promise<CliResult> {
	const server = [process.execPath, PROGRAM, "mcp", "serve"];
	// It hands its server none of its own environment but what it is told to.
	const ours = Object.entries(env).filter(([key]) => key.startsWith("WAITBUS_"));
	const variables = ours.flatMap(([key, value]) => ["-e", `${key}=${value}`]);
	const words = ["--protocol-era", era, ...variables, ...server, "--method", method, ...flags];
	return runCli(words, {
		program: [NODE ?? "node", INSPECTOR],
		env,
	});
}

async function inspectAnswer(
	daemon: DaemonProcess,
	era: string,
	request: readonly string[],
): Promise<Record<string, unknown>> {
	const { code, stdout, stderr } = await inspect(daemon, era, request);
	assert.equal(code, 0, stderr);
	return JSON.parse(stdout) as Record<string, unknown>;
}

async function call(
	daemon: DaemonProcess,
	era: string,
	{ name, input }: { readonly name: string; readonly input: object },
): Promise<Record<string, unknown>> {
	const flags = ["--tool-name", name, "--tool-args-json", JSON.stringify(input)];
	const { structuredContent } = await inspectAnswer(daemon, era, ["tools/call", ...flags]);
	return structuredContent as Record<string, unknown>;
}
