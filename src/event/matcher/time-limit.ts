/** A limit on code that cannot be asked to stop: a short expression can loop for hours or fill the memory. */
import { Script } from "node:vm";
import { MAX_EVALUATION_MS } from "./matcher-limits.js";

const SLOT = Symbol.for("waitbus.evaluation");

/**
 * Wraps a synchronous function so that it is ended after {@link MAX_EVALUATION_MS}. Each call costs about
 * 50 µs (V8 arms a timer thread), so it is for expressions with nested loops alone.
 *
 * The first time it takes too long is the last: from then on it throws at once, for the daemon serves others.
 */
export function withTimeLimit<Arguments extends readonly unknown[], Result>(
	work: (...parameters: Arguments) => Result,
): (...parameters: Arguments) => Result {
	// A time limit exists for scripts only, and a script reaches its work through a global only.
	const script = new Script("globalThis[Symbol.for('waitbus.evaluation')]()");
	let isTooSlow = false;
	return (...parameters) => {
		if (isTooSlow)
			throw new RangeError(`it once took longer than ${MAX_EVALUATION_MS} ms and is no longer evaluated`);
		Object.defineProperty(globalThis, SLOT, { value: () => work(...parameters), configurable: true });
		try {
			return script.runInThisContext({ timeout: MAX_EVALUATION_MS }) as Result;
		} catch (error) {
			isTooSlow = error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
			throw error;
		} finally {
			Reflect.deleteProperty(globalThis, SLOT);
		}
	};
}
