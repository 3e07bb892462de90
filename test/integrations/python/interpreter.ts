/** A Python that can run the suites of integrations/python: the first one is often not the one with pytest. */
import { spawnSync } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** What Python must find to import `waitbus` and `waitbus_pytest`. */
export const PACKAGE_FOLDER = fileURLToPath(new URL("../../../../integrations/python", import.meta.url));

const CANDIDATES = ["python3", "/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"];

export interface Interpreter {
	readonly command: string;
	/** For the options of a test: why it cannot run here. */
	readonly skip: string | false;
}

/** With these modules. Where everything must run (CI=true), it has to be there. */
export function findPython(...modules: readonly string[]): Interpreter {
	const imports = ["sys", ...modules].map((name) => `import ${name}`);
	const probe = [...imports, "assert sys.version_info >= (3, 9)", "print(sys.executable)"].join("\n");
	for (const candidate of CANDIDATES) {
		const { status, stdout } = spawnSync(candidate, ["-c", probe], { encoding: "utf8" });
		// Its own name for itself: the candidate may be a script that chooses among several.
		if (status === 0) return { command: stdout.trim(), skip: false };
	}
	const reason = `no python3 from 3.9 on has ${modules.join(" and ") || "started"}`;
	if (process.env["CI"] === "true") throw new Error(reason);
	return { command: "python3", skip: reason };
}

/** An environment in which Python finds the packages, and the folder of `waitbus` is the only thing on top. */
export function withPackages(env: NodeJS.ProcessEnv, commandPath?: string): NodeJS.ProcessEnv {
	const { PATH = "" } = env;
	return {
		...env,
		PYTHONPATH: PACKAGE_FOLDER,
		// What Python compiles would lie in the checkout.
		PYTHONDONTWRITEBYTECODE: "1",
		PATH: commandPath === undefined ? PATH : [dirname(commandPath), PATH].join(delimiter),
	};
}
