/** `waitbus hook`: what an agent's hook tells, published. It never fails the agent, and never keeps it waiting. */
import { BusError } from "../errors.js";
import { readHost } from "../platform/host.js";
import { resolvePaths } from "../platform/paths.js";
import { hasTaker, hasWord } from "../vendors/hook-signs.js";
import { isKeptWhole, keepHook } from "../vendors/kept-hooks.js";
import { beginsSession } from "../vendors/lifecycle.js";
import { LIFECYCLES } from "../vendors/lifecycles.js";
import { readHook, type ReadHook } from "../vendors/read-hook.js";
import { answerOf, isBorrowed, isVendor, type Vendor, VENDORS } from "../vendors/vendors.js";
import type { Invocation } from "./command.js";
import { type Input, readInput } from "./hook/read-input.js";
import { toKept } from "./hook/to-kept.js";
import { createTerminal, type Terminal } from "./terminal.js";

export interface CalledHook extends ReadHook {
	readonly vendor: Vendor;
	/** As the user wants the agent to be called. */
	readonly name: string | undefined;
	readonly callId: string;
}

// A process of Node takes some 30 ms to start and to end; with them it stays below 200.
const INPUT_LIMIT_MS = 90;
const LIMIT_MS = 140;

/** Resolves with 0, whatever happens. */
export async function runHook(argv: readonly string[]): Promise<number> {
	const terminal = createTerminal();
	let word: Word | undefined;
	try {
		word = await report(argv);
	} catch (error) {
		complain(terminal, error);
	}
	const [vendor = ""] = argv;
	const answer = word?.answer ?? (isVendor(vendor) ? answerOf(vendor) : undefined);
	if (answer !== undefined) terminal.print(answer);
	await word?.printed();
	return 0;
}

/** For whoever comes by way of the verbs, as for its help. */
export async function runHookVerb({ arguments: words }: Invocation): Promise<number> {
	return await runHook(words);
}

/** Something for the session, and how to say that it has got it. */
export interface Word {
	readonly answer: string;
	printed(): Promise<void>;
}

async function report([vendor = "", ...words]: readonly string[]): Promise<Word | undefined> {
	if (!isVendor(vendor)) throw unknownVendor(vendor);
	if (isBorrowed(vendor, process.env)) return undefined;
	return await publishHook(() => readCall(vendor, words));
}

/** Resolves in time, whatever the daemon does: what it does not take is kept for it. */
export async function publishHook(toHook: () => Promise<CalledHook>): Promise<Word | undefined> {
	const { socketPath, hooksDir } = resolvePaths(readHost());
	const late = after(LIMIT_MS);
	const hook = await toHook();
	if (leave(hook, hooksDir)) return undefined;
	const { tell } = await import("./hook/tell.js");
	return await tell(hook, { socketPath, hooksDir, late });
}

/**
 * Leaves it for a daemon that is waiting for it, which costs half of talking to it. Not what begins a session: it brings
 * doors, and is told what it should know.
 * @returns whether it will be taken
 */
function leave(hook: CalledHook, directory: string): boolean {
	const { vendor, report: said, payload } = hook;
	const { session } = said;
	if (beginsSession(said) || !isKeptWhole(payload)) return false;
	if (session !== undefined && hasWord(directory, { vendor, session })) return false;
	if (!hasTaker(directory)) return false;
	try {
		keepHook(directory, toKept(hook));
		return true;
	} catch {
		// Too many are there, or the disk is full: the daemon will say.
		return false;
	}
}

async function readCall(vendor: Vendor, words: readonly string[]): Promise<CalledHook> {
	// Codex gives its payload to `notify` as the last argument.
	const argument = words.find((word) => word.startsWith("{"));
	const input = argument === undefined ? readInput(after(INPUT_LIMIT_MS)) : { text: argument, isCut: false };
	const event = words[0] === argument ? undefined : words[0];
	return await toCalledHook(vendor, event, input);
}

export async function toCalledHook(
	vendor: Vendor,
	event: string | undefined,
	reading: Input | Promise<Input>,
): Promise<CalledHook> {
	const input = await reading;
	const { env } = process;
	return {
		...readHook(LIFECYCLES[vendor], { ...input, event, env }),
		vendor,
		name: env["WAITBUS_AGENT"] || undefined,
		callId: `${Date.now()}-${process.pid}-${Math.random().toString(36).slice(2)}`,
	};
}

function after(ms: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, ms);
	});
}

function unknownVendor(vendor: string): BusError {
	return new BusError("USAGE", `Cannot run hook: "${vendor}" is none of ${VENDORS.join(", ")}`, {
		hint: "waitbus hook --help",
	});
}

// One line: the agent may show it to its user at every turn.
function complain(terminal: Terminal, error: unknown): void {
	const message = error instanceof Error ? error.message : String(error);
	const code = error instanceof BusError ? ` [${error.code}]` : "";
	terminal.tell(`waitbus: ${message}${code}`);
}
