/** The requests of protocol version 2 that are about messages, and who answers them. */
import { encodeEvent } from "../../event/encode-event.js";
import { encodeFrame, encodeFrameAround } from "../../protocol/frame.js";
import type { MailRequest } from "../../protocol/mail-messages.js";
import type { SessionContext } from "../session-v2.js";
import { nameFor } from "./agent-requests.js";
import type { Agents } from "./open-agents.js";

type Request<Op extends MailRequest["op"]> = Extract<MailRequest, { op: Op }>;

const DEFAULT_LIMIT = 100;

export function answerMailRequest(
	agents: Agents,
	request: MailRequest,
	session: SessionContext,
): void | Promise<void> {
	switch (request.op) {
		case "send":
			return send(agents, request, session);
		case "inbox":
			return session.pending.inTurn(() => readInbox(agents, request, session));
		case "read":
			return markRead(agents, request, session);
		case "receipts":
			return session.reply({
				op: "receipts",
				id: request.id,
				receipts: agents.mail.receiptsOf(request.message),
			});
	}
}

async function send(agents: Agents, request: Request<"send">, session: SessionContext): Promise<void> {
	const from = nameFor(agents, request.from, session);
	const { event, outcome } = await agents.mail.send({ ...request, from });
	session.outbox.send(
		encodeFrame(`{"op":"sent","id":${request.id},"outcome":"${outcome}","event":${encodeEvent(event)}}`),
	);
}

async function readInbox(agents: Agents, request: Request<"inbox">, session: SessionContext): Promise<void> {
	const { id, limit = DEFAULT_LIMIT } = request;
	const name = nameFor(agents, request.agent, session);
	let sent = 0;
	let next: string | null = null;
	for await (const { bytes, event } of agents.mail.unread(name, limit)) {
		if (session.outbox.isFull) await session.outbox.room();
		if (session.isClosed) return;
		session.outbox.send(encodeFrameAround(`{"op":"event","id":${id},"event":`, bytes, "}"));
		sent += 1;
		next = event.event_id;
	}
	session.reply({ op: "end", id, next: sent === limit ? next : null });
}

async function markRead(agents: Agents, request: Request<"read">, session: SessionContext): Promise<void> {
	const agent = nameFor(agents, request.agent, session);
	const messages = await agents.mail.markRead(agent, request.through);
	session.reply({ op: "read", id: request.id, agent, messages });
}
