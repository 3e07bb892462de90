/** The requests of protocol version 2 that are about deliveries, and who answers them. */
import { toInfo } from "../../agents/delivery.js";
import type { DeliveryRequest } from "../../protocol/delivery-messages.js";
import type { Activity, SessionContext } from "../session-v2.js";
import type { HandedNotices } from "./deliveries.js";
import type { Agents } from "./open-agents.js";

type Request<Op extends DeliveryRequest["op"]> = Extract<DeliveryRequest, { op: Op }>;

export function answerDeliveryRequest(
	agents: Pick<Agents, "deliveries">,
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

function handNotices(
	{ deliveries }: Pick<Agents, "deliveries">,
	{ id, agent }: Request<"notices">,
	session: SessionContext,
): void {
	const handed = deliveries.handOver(agent);
	if (handed !== undefined) session.start(id, new NoticesInHand(session, id, handed));
	session.reply({ op: "notices", id, text: handed?.text ?? "" });
}

/** Goes on until its hook says that the session has it, by cancelling it; a hook that ends before has told nothing. */
class NoticesInHand implements Activity {
	readonly isBehind = false;
	readonly #session: SessionContext;
	readonly #id: number;
	readonly #handed: HandedNotices;

	constructor(session: SessionContext, id: number, handed: HandedNotices) {
		this.#session = session;
		this.#id = id;
		this.#handed = handed;
	}

	cancel(replyId: number): void {
		this.#handed.told();
		this.#session.finish(this.#id);
		this.#session.reply({ op: "cancelled", id: replyId, target: this.#id, clauses: [] });
	}

	onDrain(): void {}

	grant(): void {}

	close(): void {
		this.#handed.putBack();
	}
}
