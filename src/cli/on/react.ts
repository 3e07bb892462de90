/** The three ways to run a command when something happens. Each resolves with an exit code. */
import { EXIT_CODES } from "../../errors.js";
import { type Burst, isEnd, pull } from "./bursts.js";
import type { Reaction, Reactions } from "./reactions.js";

export interface ReactOptions {
	readonly bursts: AsyncIterator<Burst>;
	readonly reactions: Reactions;
	readonly jobs: number;
	/** Ends the waiting. */
	readonly waiting: AbortController;
	readonly onUnless: (burst: Burst) => void;
}

export type React = (options: ReactOptions) => Promise<number>;

export async function reactOnce({ bursts, reactions, waiting, onUnless }: ReactOptions): Promise<number> {
	const burst = await nextBurst(bursts);
	if (burst === undefined || waiting.signal.aborted) return EXIT_CODES.done;
	waiting.abort();
	if (isEnd(burst.occurrence)) return failUnless(burst, onUnless);
	const reaction = await reactions.start(burst);
	return (await reaction.ended).exitCode;
}

/** As many at once as there are jobs; each takes its next event from the log when it is free. */
export async function reactToEach(options: ReactOptions): Promise<number> {
	const { jobs, waiting } = options;
	const failures: unknown[] = [];
	const work = async (): Promise<number> => {
		try {
			return await reactInTurn(options);
		} catch (error) {
			failures.push(error);
			waiting.abort();
			return EXIT_CODES.done;
		}
	};
	// Those that still run are waited for: the end of the waiting is no reason to end a command.
	const exitCodes = await Promise.all(Array.from({ length: jobs }, work));
	if (failures.length > 0) throw failures[0];
	return Math.max(...exitCodes);
}

async function reactInTurn({ bursts, reactions, waiting, onUnless }: ReactOptions): Promise<number> {
	for (;;) {
		const burst = await nextBurst(bursts);
		if (burst === undefined || waiting.signal.aborted) return EXIT_CODES.done;
		if (isEnd(burst.occurrence)) return failUnless(burst, onUnless);
		const reaction = await reactions.start(burst);
		await reaction.ended;
	}
}

/** The newest event is the one that counts: the command of the one before is ended for it. */
export async function restartOnEach({ bursts, reactions, waiting, onUnless }: ReactOptions): Promise<number> {
	let current: Reaction | undefined;
	try {
		let next = pull(bursts);
		for (;;) {
			const result = await next;
			if (result.done === true || waiting.signal.aborted) return EXIT_CODES.done;
			if (isEnd(result.value.occurrence)) return failUnless(result.value, onUnless);
			let burst = result.value;
			next = pull(bursts);
			const stopped = current?.stop() ?? Promise.resolve();
			for (
				let newer = await before(stopped, next);
				newer !== undefined;
				newer = await before(stopped, next)
			) {
				burst.release();
				burst = { ...newer, count: burst.count + newer.count };
				next = pull(bursts);
			}
			if (waiting.signal.aborted) return EXIT_CODES.done;
			current = await reactions.start(burst);
		}
	} finally {
		await current?.stop();
	}
}

/** The next burst, if it comes while the old command still ends. An end and a failure have their turn afterwards. */
async function before(
	stopped: Promise<void>,
	next: Promise<IteratorResult<Burst>>,
): Promise<Burst | undefined> {
	const result = await Promise.race([stopped, next.catch(() => undefined)]);
	if (result !== undefined && result.done !== true && !isEnd(result.value.occurrence)) return result.value;
	await stopped;
	return undefined;
}

async function nextBurst(bursts: AsyncIterator<Burst>): Promise<Burst | undefined> {
	const result = await bursts.next();
	return result.done === true ? undefined : result.value;
}

function failUnless(burst: Burst, onUnless: (burst: Burst) => void): number {
	onUnless(burst);
	return EXIT_CODES.verdictFailure;
}
