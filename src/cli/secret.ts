/** `waitbus secret`: what those who post webhooks must know. */
import { readFileSync } from "node:fs";
import { isatty } from "node:tty";
import type { DaemonStatus } from "../client/bus-client.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { parseDurationMs } from "../event/duration.js";
import { describeSystemError } from "../platform/system-error.js";
import { addressOf } from "./bus-flags.js";
import type { FlagValues, Invocation } from "./command.js";
import { usage } from "./parse-arguments.js";
import { reloadDaemon } from "./reload-daemon.js";
import { SECRET_VERBS, secretCommand } from "./secret-command.js";
import { openSecrets } from "./secrets.js";
import type { Terminal } from "./terminal.js";

export async function runSecret(invocation: Invocation): Promise<number> {
	const [word, name] = invocation.arguments;
	const verb = SECRET_VERBS.find((known) => known === word);
	if (verb === undefined) throw usage(secretCommand, `wanted is ${SECRET_VERBS.join(", ")}`);
	if (verb === "list") {
		list(invocation);
		return EXIT_CODES.done;
	}
	if (name === undefined) throw usage(secretCommand, `the name of a secret is wanted after ${verb}`);
	if (verb === "set") set(name, invocation);
	else if (!openSecrets().remove(name)) {
		throw new BusError("SECRET_INVALID", `Cannot remove "${name}": there is no such secret`, {
			hint: "waitbus secret list",
		});
	}
	// Whoever sets a secret is about to be posted to.
	const status = await (verb === "set" ? reloadDaemon(addressOf(invocation)) : reloadDaemon());
	if (status !== undefined) tellOf(status, { name, verb, terminal: invocation.terminal });
	return EXIT_CODES.done;
}

function list({ flags, terminal }: Invocation): void {
	for (const { name, previousCount, previousUntilMs } of openSecrets().list()) {
		const until = previousUntilMs === undefined ? null : new Date(previousUntilMs).toISOString();
		if (flags.isSet("json"))
			terminal.print(JSON.stringify({ name, previous: previousCount, previous_until: until }));
		else terminal.print(until === null ? name : `${name} (the value before it is valid until ${until})`);
	}
}

function set(name: string, { flags, terminal }: Invocation): void {
	const keepPreviousMs = parseKeepMs(flags);
	const secrets = openSecrets();
	const options = keepPreviousMs === undefined ? {} : { keepPreviousMs };
	secrets.set(name, readValue(flags.text("file"), terminal), options);
}

function parseKeepMs(flags: FlagValues): number | undefined {
	const text = flags.text("keep");
	if (text === undefined) return undefined;
	// A duration is more than nothing everywhere else.
	return /^0[a-z]*$/.test(text) ? 0 : parseDurationMs(text, "--keep");
}

function readValue(file: string | undefined, terminal: Terminal): string {
	if (file === undefined && isatty(0)) terminal.tell("waitbus: type the secret, then Enter and Ctrl-D");
	try {
		return readFileSync(file ?? 0, "utf8");
	} catch (cause) {
		const from = file ?? "standard input";
		throw new BusError("USAGE", `Cannot read "${from}": ${describeSystemError(cause)}`, { cause });
	}
}

interface Told {
	readonly name: string;
	readonly verb: "set" | "remove";
	readonly terminal: Terminal;
}

function tellOf({ webhooks: { port, problem, routes } }: DaemonStatus, { name, verb, terminal }: Told): void {
	if (problem !== null) return terminal.tell(`waitbus: webhooks are off: ${problem}`);
	if (verb === "remove") return;
	const route = routes.find(({ secret }) => secret === name);
	if (route !== undefined && port !== null)
		return terminal.tell(`waitbus: listening on http://127.0.0.1:${port}${route.path}`);
	const known = routes.map(({ secret }) => secret).join(", ");
	terminal.tell(`waitbus: nothing uses a secret of the name ${name}; names are ${known}`);
}
