import type { IncomingMessage } from "node:http";
import type { Clock } from "../platform/clock.js";
import type { BufferBudget } from "./buffer-budget.js";
import type { WebhookLimits } from "./limits.js";

/** `gone`: the sender left before the end, so nobody reads an answer. */
export type BodyFault = "too_large" | "too_slow" | "too_much_at_once" | "gone";

export interface BodyOptions {
	readonly limits: WebhookLimits;
	readonly clock: Clock;
	readonly budget: BufferBudget;
}

/** The body as it came, byte by byte. Whoever gets one gives its length back to the budget. */
export function readBody(
	request: IncomingMessage,
	{ limits, clock, budget }: BodyOptions,
): Promise<Buffer | BodyFault> {
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		let bytes = 0;
		const timer = clock.setTimer(limits.bodyTimeoutMs, () => fail("too_slow"));
		const onGone = (): void => fail("gone");
		request.on("data", onData).once("end", onEnd).once("close", onGone);

		function onData(chunk: Buffer): void {
			// Chunked bodies do not say their size beforehand.
			if (bytes + chunk.length > limits.maxBodyBytes) return fail("too_large");
			if (!budget.take(chunk.length)) return fail("too_much_at_once");
			bytes += chunk.length;
			chunks.push(chunk);
		}

		function onEnd(): void {
			detach();
			resolve(Buffer.concat(chunks, bytes));
		}

		function fail(fault: BodyFault): void {
			detach();
			budget.giveBack(bytes);
			resolve(fault);
		}

		function detach(): void {
			timer.cancel();
			request.off("data", onData).off("end", onEnd).off("close", onGone);
		}
	});
}
