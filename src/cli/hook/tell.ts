/** A hook's report, told to the daemon: it answers once it is stored, and says what there is to tell the session. */
import { BareConnection } from "../../client/bare-connection.js";
import { BusError } from "../../errors.js";
import { sessionNames } from "../../vendors/session-name.js";
import { toDrafts } from "../../vendors/to-drafts.js";
import type { CalledHook, Word } from "../hook.js";
import { introductionOf } from "./to-kept.js";

export interface TellOptions {
	readonly socketPath: string;
	readonly hooksDir: string;
	/** Resolves when the hook has no more time. */
	readonly late: Promise<void>;
}

/** A session that there is something for, and the connection to get it by. */
export interface AwaitedSession {
	readonly connection: BareConnection;
	readonly agent: string;
}

/** Resolves in time: what the daemon does not take is kept for it. */
export async function tell(
	hook: CalledHook,
	{ socketPath, hooksDir, late }: TellOptions,
): Promise<Word | undefined> {
	const connecting = BareConnection.open(socketPath);
	let word: Word | undefined;
	try {
		const told = await Promise.race([tellNow(connecting, hook).catch(toError), late.then(tooSlow)]);
		if (told instanceof Error) {
			const { keepForLater } = await import("./keep.js");
			keepForLater(hook, told, hooksDir);
		} else if (told !== undefined) {
			const { askForWord } = await import("./ask-for-word.js");
			word = await Promise.race([askForWord(told, hook, late), late.then(() => undefined)]);
		}
		return word;
	} finally {
		// A word is held until the session has got it.
		if (word === undefined) void connecting.then((connection) => connection.close()).catch(() => undefined);
	}
}

/** An error unless the daemon has committed it. */
async function tellNow(
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

function toError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}

function tooSlow(): Error {
	return new Error("the daemon did not answer in time");
}
