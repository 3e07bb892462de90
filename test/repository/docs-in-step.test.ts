import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import type { Command } from "../../src/cli/command.js";
import { parseArguments } from "../../src/cli/parse-arguments.js";
import { VERBS } from "../../src/cli/verbs.js";
import { toSelectionOptions, toWaitOptions } from "../../src/cli/read-selection.js";
import { isAboutSubject, toSelection, toWaitTerms } from "../../src/client/terms.js";
import { compileSelection } from "../../src/daemon/selection.js";
import { parseSubject } from "../../src/daemon/subjects.js";
import { compileWaitTerms, hasWaitTerms } from "../../src/daemon/wait-terms.js";
import { ERROR_CATALOGUE, EXIT_CODES } from "../../src/errors.js";
import { list, pathTo, read } from "./checkout.js";
import { readRows } from "./markdown-table.js";
import { type DocumentedCommand, findCommandLines, findMentions } from "./waitbus-commands.js";

const PAGES = [
	"README.md",
	"AGENTS.md",
	"CONTRIBUTING.md",
	"SECURITY.md",
	"llms.txt",
	...list("docs").filter((file) => /^docs\/[\w-]+\.md$/.test(file)),
	...[...list("integrations"), ...list("skills")].filter((file) => file.endsWith(".md")),
];
const COMMANDS = new Map(VERBS.map(({ command }) => [command.name, command]));

describe("docs/cli.md", () => {
	test("is what scripts/generate-cli-docs.js makes of the verbs' definitions", () => {
		const script = pathTo("scripts/generate-cli-docs.js");

		const generated = execFileSync(process.execPath, [script, "--stdout"], { encoding: "utf8" });

		assert.equal(read("docs/cli.md"), generated, "run: node scripts/generate-cli-docs.js");
	});

	test("has the exit codes of the code, and no others", () => {
		const rows = readRows(read("docs/cli.md"), "exit code");

		const codes = rows.map(([code = ""]) => code).filter((code) => code !== "128+n");
		assert.deepEqual(codes, Object.values(EXIT_CODES).map(String));
	});
});

describe("docs/errors.md", () => {
	test("has every code with its exit code and meaning, and no others", () => {
		const documented = readRows(read("docs/errors.md"), "code").map((cells) => cells.slice(0, 3));

		const catalogue = Object.entries(ERROR_CATALOGUE).map(([code, { exitCode, summary }]) => [
			`\`${code}\``,
			String(exitCode),
			summary,
		]);
		assert.deepEqual(documented, catalogue);
	});

	test("says for every code what to do", () => {
		const rows = readRows(read("docs/errors.md"), "code");

		assert.deepEqual(
			rows.filter((cells) => (cells[3] ?? "") === ""),
			[],
		);
	});
});

describe("the commands in the documents", () => {
	for (const page of PAGES) {
		const lines = findCommandLines(page, read(page));
		const mentions = findMentions(page, read(page));
		if (lines.length + mentions.length === 0) continue;

		test(`of ${page} are commands that waitbus takes`, async () => {
			const faults = [...(await Promise.all(lines.map(findFault))), ...mentions.map(findFaultOfMention)];

			assert.deepEqual(
				faults.filter((fault) => fault !== undefined),
				[],
			);
		});
	}

	test("are found at all", () => {
		const found = PAGES.flatMap((page) => findCommandLines(page, read(page)));

		assert.ok(found.length > 30, `${found.length} command lines`);
	});
});

async function findFault({
	where,
	words: [verb = "", ...argv],
}: DocumentedCommand): Promise<string | undefined> {
	if (verb.startsWith("-")) return ["--help", "--version"].includes(verb) ? undefined : where;
	const command = COMMANDS.get(verb);
	if (command === undefined) return `${where}: there is no verb "${verb}"`;
	try {
		await check(command, argv);
		return undefined;
	} catch (error) {
		return `${where}: ${error instanceof Error ? error.message : String(error)}`;
	}
}

async function check(command: Command, argv: readonly string[]): Promise<void> {
	const { flags } = parseArguments(command, argv);
	for (const { name, choices } of command.flags) {
		if (typeof choices !== "object") continue;
		for (const value of flags.texts(name))
			assert.ok(choices.includes(value), `--${name} cannot be "${value}"`);
	}
	if (!["wait", "why", "tail", "on"].includes(command.name)) return;
	// `--count` of a tail is about lines, not about the events of a wait.
	if (command.name !== "wait" && command.name !== "why") {
		await compileSelection(toSelection(toSelectionOptions(flags)));
		return;
	}
	const options = toWaitOptions(flags);
	// Where the command is typed there is a checkout.
	const needsRepo = isAboutSubject(options) && options.container === undefined;
	const terms = toWaitTerms(needsRepo ? { repo: "acme/api", ...options } : options);
	const { subject } = terms;
	if (subject !== undefined) await parseSubject({ ...terms, subject }, new Map());
	else if (command.name === "wait" || hasWaitTerms(terms)) await compileWaitTerms(terms);
}

function findFaultOfMention({ where, words: [verb = "", ...argv] }: DocumentedCommand): string | undefined {
	const command = COMMANDS.get(verb);
	if (command === undefined) return `${where}: there is no verb "${verb}"`;
	const end = argv.indexOf("--");
	const own = end < 0 ? argv : argv.slice(0, end);
	const known = new Set(["help", ...command.flags.map(({ name }) => name)]);
	const unknown = own.filter(
		(word) => word.startsWith("--") && !known.has(word.slice(2).replace(/=.*/s, "")),
	);
	return unknown.length === 0 ? undefined : `${where}: there is no flag ${unknown.join(", ")}`;
}
