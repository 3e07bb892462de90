/** The requests of protocol version 2 that are about what an agent has missed, and who answers them. */
import type { DigestRequest } from "../../protocol/digest-messages.js";
import type { SessionContext } from "../session-v2.js";
import { nameFor } from "./agent-requests.js";
import type { Agents } from "./open-agents.js";

export async function answerDigestRequest(
	agents: Agents,
	request: DigestRequest,
	session: SessionContext,
): Promise<void> {
	const { id } = request;
	const agent = nameFor(agents, request.agent, session);
	switch (request.op) {
		case "digest": {
			const { since, max_bytes: maxBytes } = request;
			const digest = await agents.digests.read(agent, { since, maxBytes });
			return session.reply({ op: "digest", id, digest });
		}
		case "seen":
			agents.digests.markSeen(agent, request.through);
			return session.reply({ op: "seen", id, agent });
	}
}
