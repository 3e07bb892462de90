import { BusError } from "../errors.js";
import { isEventId } from "../event/event-id.js";
import { parseSince } from "../event/since.js";
import { EventStream } from "./event-stream.js";
import { type EventsQuery, parseEventsQuery } from "./events-query.js";
import type { Exchange } from "./exchange.js";
import type { EventInquiry } from "./http-backend.js";
import { chooseFormat } from "./stream-format.js";

/** What the log holds, and with `follow` what it will hold, as a stream that never makes a gap. */
export async function getEvents({
	request,
	response,
	query,
	backend,
	clock,
	ending,
}: Exchange): Promise<void> {
	const format = chooseFormat(request.headers.accept);
	const asked = parseEventsQuery(query);
	const isFollowing = asked.isFollowing ?? format.followsByDefault;
	const since = parseSince(
		cursorOf(asked, request.headers["last-event-id"]) ?? (isFollowing ? "now" : "start"),
		clock.nowMs(),
	);
	const selection = await backend.compile(asked.selection);
	if (request.method === "HEAD")
		return void response.writeHead(200, { "content-type": format.contentType }).end();
	const inquiry = isFollowing ? await selection.ask() : NO_INQUIRY;
	const refusal = asked.isStrict ? inquiry.refusal : undefined;
	if (refusal !== undefined || response.destroyed || ending.aborted) {
		inquiry.takeBack();
		if (refusal !== undefined) throw refusal;
		return void response.destroy();
	}
	response.once("close", () => inquiry.takeBack());
	new EventStream({
		response,
		format,
		notes: inquiry.notes,
		subscribe: (sink) => selection.subscribe(since, sink),
		throughSeq: isFollowing ? undefined : backend.headSeq(),
		limit: asked.limit,
		ending,
	});
}

/** What the log holds is asked of no source. */
const NO_INQUIRY: EventInquiry = { notes: [], refusal: undefined, takeBack: () => undefined };

// A client that reconnects repeats its URL, so where it really stands is in the header.
function cursorOf(
	{ since }: EventsQuery,
	lastEventId: string | readonly string[] | undefined,
): string | undefined {
	if (typeof lastEventId !== "string" || lastEventId === "") return since;
	if (isEventId(lastEventId)) return lastEventId;
	throw new BusError(
		"REQUEST_INVALID",
		`Cannot resume after "${lastEventId.slice(0, 100)}": it is not an event id`,
		{
			hint: "Last-Event-ID is the id of the last event that was received",
		},
	);
}
