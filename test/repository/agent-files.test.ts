/** What an agent or its marketplace reads of this package: that it says the same everywhere, and leads somewhere. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { SHARED_PROGRAM } from "../../src/vendors/connection.js";
import { connection } from "../../src/vendors/claude/connection.js";
import { countLines, exists, read } from "./checkout.js";

const PLUGIN = "integrations/claude-plugin";
const manifest = parse("package.json");

function parse(file: string): Record<string, unknown> {
	return JSON.parse(read(file)) as Record<string, unknown>;
}

for (const page of ["AGENTS.md", "llms.txt", "README.md"]) {
	test(`every link of ${page} leads to a file`, () => {
		const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
			([, to = ""]) => to,
		);

		assert.ok(links.length > 0);
		assert.deepEqual(
			links.filter((to) => !exists(join(dirname(page), to))),
			[],
		);
	});
}

test("what an agent reads first is short", () => {
	const long = ["AGENTS.md", "llms.txt", "skills/waitbus/SKILL.md"].filter(
		(file) => countLines(read(file)) > 100,
	);

	assert.deepEqual(long, []);
});

describe("the plugin for Claude Code", () => {
	test("has the skill of the package", () => {
		assert.equal(read(`${PLUGIN}/skills/waitbus/SKILL.md`), read("skills/waitbus/SKILL.md"));
	});

	test("has the hooks and the server that waitbus connect writes", () => {
		const place = { scope: "project", home: "/h", project: "/p", env: {}, program: SHARED_PROGRAM } as const;
		const [server, settings] = connection
			.files(place)
			.map(({ editor }) => JSON.parse(editor.add("").text) as object);

		assert.deepEqual(parse(`${PLUGIN}/hooks/hooks.json`), settings);
		assert.deepEqual(
			namesAndWords(parse(`${PLUGIN}/.mcp.json`)),
			namesAndWords(server as Record<string, unknown>),
		);
	});

	test("has the version of the package", () => {
		const { name, version } = parse(`${PLUGIN}/.claude-plugin/plugin.json`);

		assert.deepEqual([name, version], ["waitbus", manifest["version"]], "run: node scripts/set-versions.js");
	});

	test("is in the marketplace of the repository", () => {
		const { plugins } = parse(".claude-plugin/marketplace.json") as {
			plugins: { name: string; source: string }[];
		};

		assert.deepEqual(
			plugins.map(({ name, source }) => [name, exists(join(source, ".claude-plugin/plugin.json"))]),
			[["waitbus", true]],
		);
	});
});

function namesAndWords({ mcpServers }: Record<string, unknown>) {
	const servers = Object.entries(mcpServers as Record<string, { command: string; args: string[] }>);
	return servers.map(([name, { command, args }]) => [name, command, ...args]);
}

/** https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json/generic-server-json.md */
describe("server.json", () => {
	const server = parse("server.json") as {
		name: string;
		title: string;
		description: string;
		version: string;
		packages: Record<string, unknown>[];
	};

	test("names the package, which names it, and has its version", () => {
		const [first] = server.packages;

		assert.deepEqual([first?.["registryType"], first?.["identifier"]], ["npm", manifest["name"]]);
		assert.equal(manifest["mcpName"], server.name);
		assert.deepEqual(
			[server.version, first?.["version"]],
			[manifest["version"], manifest["version"]],
			"run: node scripts/set-versions.js",
		);
	});

	test("keeps to the registry's limits", () => {
		assert.match(server.name, /^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
		assert.ok(server.description.length <= 100, `${server.description.length} characters`);
		assert.deepEqual(
			server.packages.map(({ transport }) => transport),
			[{ type: "stdio" }],
		);
	});

	test("starts the server as the package's command does", () => {
		const words = server.packages.flatMap(({ packageArguments }) =>
			(packageArguments as { type: string; value: string }[]).map(({ type, value }) => [type, value]),
		);

		assert.deepEqual(words, [
			["positional", "mcp"],
			["positional", "serve"],
		]);
	});
});
