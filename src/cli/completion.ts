/** `waitbus completion`: scripts that are made of the verbs' definitions, so that they cannot lag behind. */
import { resolveAddress } from "../client/address.js";
import { BusClient } from "../client/bus-client.js";
import { EXIT_CODES } from "../errors.js";
import type { Command, Invocation } from "./command.js";
import { toBashScript } from "./completion/bash.js";
import { toFishScript } from "./completion/fish.js";
import { toZshScript } from "./completion/zsh.js";
import { completionCommand, SHELLS } from "./completion-command.js";
import { usage } from "./parse-arguments.js";
import { VERBS } from "./verbs.js";

// A person waits for the next key to work.
const SOURCES_LIMIT_MS = 300;

const TO_SCRIPT: Readonly<Record<(typeof SHELLS)[number], (commands: readonly Command[]) => string>> = {
	bash: toBashScript,
	zsh: toZshScript,
	fish: toFishScript,
};

export async function runCompletion({ flags, arguments: [name], terminal }: Invocation): Promise<number> {
	if (flags.isSet("sources")) {
		for (const source of await readSources()) terminal.print(source);
		return EXIT_CODES.done;
	}
	const shell = SHELLS.find((known) => known === name);
	if (shell === undefined) {
		const found = name === undefined ? "no shell is named" : `"${name}" is not a shell it knows`;
		throw usage(completionCommand, `${found}; wanted ${SHELLS.join(", ")}`);
	}
	terminal.print(TO_SCRIPT[shell](VERBS.map(({ command }) => command)));
	return EXIT_CODES.done;
}

async function readSources(): Promise<readonly string[]> {
	try {
		const bus = new BusClient(resolveAddress({ autostart: false }));
		const { sources } = await bus.status({ signal: AbortSignal.timeout(SOURCES_LIMIT_MS) });
		return sources.map(({ source }) => source);
	} catch {
		// In the middle of a command line there is no place for an error: nothing is offered.
		return [];
	}
}
