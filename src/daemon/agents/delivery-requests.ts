/** The requests of protocol version 2 that are about deliveries, and who answers them. */
import { toInfo } from "../../agents/delivery.js";
import type { DeliveryRequest } from "../../protocol/delivery-messages.js";
import type { SessionContext } from "../session-v2.js";
import type { Agents } from "./open-agents.js";

export async function deliver(
	{ deliveries }: Pick<Agents, "deliveries">,
	request: DeliveryRequest,
	session: SessionContext,
): Promise<void> {
	const { delivery, outcome } = await deliveries.deliver(request);
	session.reply({ op: "delivery", id: request.id, delivery: toInfo(delivery), outcome });
}
