/** `waitbus hook`: what an agent's hook tells, published. It never fails the agent, and never keeps it waiting. */
import { BareConnection } from "../client/bare-connection.js";
import { BusError } from "../errors.js";
import { readHost } from "../platform/host.js";
import { resolvePaths } from "../platform/paths.js";
import { readHook, type ReadHook } from "../vendors/read-hook.js";
import { sessionNames } from "../vendors/session-name.js";
import { toDrafts } from "../vendors/to-drafts.js";
import { answerOf, isBorrowed, isVendor, loadLifecycle, type Vendor, VENDORS } from "../vendors/vendors.js";
import type { Invocation } from "./command.js";
import { type Input, readInput } from "./hook/read-input.js";
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
	const connecting = BareConnection.open(socketPath);
	connecting.catch(() => undefined);
	let word: Word | undefined;
	try {
		const hook = await toHook();
		const told = await Promise.race([tell(connecting, hook).catch(toError), late.then(tooSlow)]);
		if (told instanceof Error) {
			const { keepForLater } = await import("./hook/keep.js");
			keepForLater(hook, told, hooksDir);
		} else if (told !== undefined) {
			const { askForWord } = await import("./hook/ask-for-word.js");
			word = await Promise.race([askForWord(told, hook, late), late.then(() => undefined)]);
		}
		return word;
	} finally {
		// A word is held until the session has got it.
		if (word === undefined) void connecting.then((connection) => connection.close()).catch(() => undefined);
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
	const [input, readLifecycle] = await Promise.all([reading, loadLifecycle(vendor)]);
	const { env } = process;
	return {
		...readHook(readLifecycle, { ...input, event, env }),
		vendor,
		name: env["WAITBUS_AGENT"] || undefined,
		callId: `${Date.now()}-${process.pid}-${Math.random().toString(36).slice(2)}`,
	};
}

/** A session that there is something for, and the connection to get it by. */
export interface AwaitedSession {
	readonly connection: BareConnection;
	readonly agent: string;
}

/** An error unless the daemon has committed it. */
async function tell(
	connecting: Promise<BareConnection>,
	hook: CalledHook,
): Promise<Error | AwaitedSession | undefined> {
	const { report: said, vendor, payload, callId } = hook;
	const connection = await connecting;
	const welcome = await connection.ask({ op: "hello", starter: introductionOf(hook) });
	const known = welcome.op === "welcome" ? welcome.agent : undefined;
	const agent = known?.name ?? sessionNames({ ...hook, session: said.session })[0] ?? vendor;
	const ack = await connection.ask({
		op: "emit",
		events: toDrafts(said, { vendor, agent, payload, callId }),
	});
	const hasNotices = welcome.op === "welcome" && welcome.notices !== undefined;
	if (ack.op === "ack") return hasNotices ? { connection, agent } : undefined;
	return ack.op === "error" ? new BusError(ack.code, ack.message) : new Error(`the answer was "${ack.op}"`);
}

export function introductionOf({ vendor, name, report: { session, cwd, doors, events } }: CalledHook) {
	const state = events.some(({ type }) => type === "agent_started") ? { state: "idle" as const } : {};
	return {
		vendor,
		pid: process.ppid,
		...state,
		...(name === undefined ? {} : { name }),
		...(session === undefined ? {} : { session }),
		...(cwd === undefined ? {} : { cwd }),
		...(doors.length === 0 ? {} : { doors }),
	};
}

function after(ms: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, ms);
	});
}

function toError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}

function tooSlow(): Error {
	return new Error("the daemon did not answer in time");
}

function unknownVendor(vendor: string): BusError {
	return new BusError("USAGE", `Cannot run hook: "${vendor}" is none of ${VENDORS.join(", ")}`, {
		hint: "waitbus hook --help",
	});
}

// One line: the agent may show it to its user at every turn.
function complain(terminal: Terminal, error: unknown): void {
	const { message } = toError(error);
	const code = error instanceof BusError ? ` [${error.code}]` : "";
	terminal.tell(`waitbus: ${message}${code}`);
}
