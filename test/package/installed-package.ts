/** The package as its users get it: packed, and installed from the tarball into a project of their own. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const PACKED = [
	"src",
	"scripts",
	"docs",
	"integrations",
	"package.json",
	"tsconfig.json",
	"tsconfig.declarations.json",
	"LICENSE",
	"README.md",
	"CHANGELOG.md",
	".claude-plugin",
	"skills",
	"llms.txt",
];

export interface InstalledPackage {
	readonly version: string;
	/** The project that has installed it. */
	readonly folder: string;
	/** With directories of a bus of its own. */
	readonly env: NodeJS.ProcessEnv;
	/** Writes a file of the project. */
	write(name: string, text: string): void;
	/** Runs a program in the project and gives what it printed. */
	run(file: string, ...words: string[]): string;
	/** Type-checks and compiles the project, as its tsconfig.json says. */
	compile(options: object): void;
}

export function installPackage(t: Pick<TestContext, "after">): InstalledPackage {
	const { env } = makeBusDirectories(t);
	const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
	const folder = join(makeTemporaryDirectory(t), "project");
	mkdirSync(folder);
	const run = (file: string, ...words: string[]): string => execute(file, words, { cwd: folder, env });
	const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

	write("package.json", '{ "name": "project", "private": true }\n');
	// What is installed here already serves as the registry, so that this works offline.
	run(
		"npm",
		"install",
		"--offline",
		"--ignore-scripts",
		"--install-links",
		"--no-audit",
		"--no-fund",
		pack(t, version),
		...dependencyFolders(),
	);
	return {
		version,
		folder,
		env,
		run,
		write,
		compile(options) {
			const compilerOptions = {
				strict: true,
				target: "es2022",
				lib: ["es2023", "esnext.disposable"],
				outDir: "out",
				types: ["node"],
				typeRoots: [join(ROOT, "node_modules/@types")],
				...options,
			};
			write("tsconfig.json", JSON.stringify({ compilerOptions }));
			run(process.execPath, join(ROOT, "node_modules/typescript/bin/tsc"));
		},
	};
}

/** Builds in a copy: other tests use dist/ meanwhile. */
function pack(t: Pick<TestContext, "after">, version: string): string {
	const folder = makeTemporaryDirectory(t);
	for (const name of PACKED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
	symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
	execute(process.execPath, ["scripts/build.js", "--dist", "--types"], { cwd: folder, env: process.env });
	execute("npm", ["pack", "--ignore-scripts", "--silent"], { cwd: folder, env: process.env });
	return join(folder, `waitbus-${version}.tgz`);
}

function dependencyFolders(): readonly string[] {
	const lock = JSON.parse(readFileSync(join(ROOT, "node_modules/.package-lock.json"), "utf8")) as {
		packages: Record<string, { dev?: boolean }>;
	};
	const shipped = Object.entries(lock.packages).filter(([, { dev }]) => dev !== true);
	return shipped.map(([path]) => join(ROOT, path));
}

function execute(
	file: string,
	words: readonly string[],
	options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): string {
	try {
		return execFileSync(file, words, { ...options, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
	} catch (error) {
		const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
		throw new Error(`${[file, ...words].join(" ")}\n${stdout}${stderr}`, { cause: error });
	}
}
