/** The requests of protocol version 2 that are about deliveries, and who answers them. */
import { toInfo } from "../../agents/delivery.js";
import { toDigestText } from "../../agents/digest.js";
import type { DeliveryRequest } from "../../protocol/delivery-messages.js";
import type { Activity, SessionContext } from "../session-v2.js";
import type { HandedNotices } from "./deliveries.js";
import type { Agents } from "./open-agents.js";

type Request<Op extends DeliveryRequest["op"]> = Extract<DeliveryRequest, { op: Op }>;

export function answerDeliveryRequest(
	agents: Pick<Agents, "deliveries" | "digests">,
	request: DeliveryRequest,
	session: SessionContext,
): void | Promise<void> {
	switch (request.op) {
		case "deliver":
			return deliver(agents, request, session);
		case "notices":
			return handNotices(agents, request, session);
	}
}

async function deliver(
	{ deliveries }: Pick<Agents, "deliveries">,
	request: Request<"deliver">,
	session: SessionContext,
): Promise<void> {
	const { delivery, outcome } = await deliveries.deliver(request);
	session.reply({ op: "delivery", id: request.id, delivery: toInfo(delivery), outcome });
}

async function handNotices(
	{ deliveries, digests }: Pick<Agents, "deliveries" | "digests">,
	{ id, agent, at_start: isAtStart = false }: Request<"notices">,
	session: SessionContext,
): Promise<void> {
	const digest = isAtStart && digests.isWantedAtStart ? await handDigest(digests, agent) : undefined;
	const handed = [digest, deliveries.handOver(agent)].filter((each) => each !== undefined);
	if (handed.length > 0) session.start(id, new NoticesInHand(session, id, handed));
	session.reply({ op: "notices", id, text: handed.map(({ text }) => text).join("\n") });
}

/** Undefined when nothing has happened. */
async function handDigest(digests: Agents["digests"], agent: string): Promise<HandedNotices | undefined> {
	const digest = await digests.read(agent);
	const { through, lines } = digest;
	if (lines.length === 0 || through === null) return undefined;
	return {
		text: toDigestText(digest),
		putBack: () => undefined,
		told: () => digests.markSeen(agent, through),
	};
}

/** Goes on until its hook says that the session has it, by cancelling it; a hook that ends before has told nothing. */
class NoticesInHand implements Activity {
	readonly isBehind = false;
	readonly #session: SessionContext;
	readonly #id: number;
	readonly #handed: readonly HandedNotices[];

	constructor(session: SessionContext, id: number, handed: readonly HandedNotices[]) {
		this.#session = session;
		this.#id = id;
		this.#handed = handed;
	}

	cancel(replyId: number): void {
		for (const each of this.#handed) each.told();
		this.#session.finish(this.#id);
		this.#session.reply({ op: "cancelled", id: replyId, target: this.#id, clauses: [] });
	}

	onDrain(): void {}

	grant(): void {}

	close(): void {
		for (const each of this.#handed) each.putBack();
	}
}
