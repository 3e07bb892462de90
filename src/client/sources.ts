/** The part of the SDK that is about what the daemon hears by itself. */
import type { EmitResult, SourceInfo } from "../protocol/messages.js";
import type { CallOptions } from "./call-options.js";
import type { Link } from "./link.js";
import { unexpectedReply } from "./unexpected-reply.js";

export type { SourceInfo, SourceStatus } from "../protocol/messages.js";

/** What the daemon hears by itself: which sources there are, and how they are. */
export class Sources {
	readonly #link: Link;

	constructor(link: Link) {
		this.#link = link;
	}

	/**
	 * What a source is, and what its events hold.
	 * @throws BusError REQUEST_INVALID when there is no such source, DAEMON_UNREACHABLE
	 * @example const { fields } = await bus.sources.describe("github");
	 */
	async describe(source: string, { signal }: CallOptions = {}): Promise<SourceInfo> {
		const reply = await this.#link.request({ op: "describe", source }, signal);
		if (reply.op !== "description") throw unexpectedReply(reply, "a description");
		return reply.description;
	}

	/**
	 * Has a synthetic event of a source emitted.
	 * @throws BusError REQUEST_INVALID when there is no such source, DAEMON_UNREACHABLE
	 */
	async test(source: string, { signal }: CallOptions = {}): Promise<EmitResult> {
		const reply = await this.#link.request({ op: "test", source }, signal);
		const [result] = reply.op === "ack" ? reply.results : [];
		if (result === undefined) throw unexpectedReply(reply, "a test");
		return result;
	}
}
