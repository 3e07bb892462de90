/** The replies as this build reads them. The daemon that runs is of this user, but may be of another build. */
import type { AgentInfo, LeaseInfo } from "./agent-messages.js";
import type { DeliveryInfo } from "./delivery-messages.js";
import type { DigestInfo } from "./digest-messages.js";
import type {
	ClauseState,
	DaemonStatus,
	Finding,
	Reply,
	SourceInfo,
	SourceStatus,
	WaitReport,
	WebhookStatus,
} from "./messages.js";
import { findMisfit, type KeysOf, type Shape } from "./shape.js";

const CLAUSE = {
	text: "text",
	matched_event_id: "text?",
	matches: "number",
} as const satisfies KeysOf<ClauseState>;

const FINDING = {
	kind: "text",
	clause: "text",
	text: "text",
	next: "text?",
} as const satisfies KeysOf<Finding>;

const WAIT = {
	pid: "number",
	since_ms: "number",
	mode: "text",
	text: "text",
	clauses: [CLAUSE],
	findings: [FINDING],
} as const satisfies KeysOf<WaitReport>;

const WEBHOOKS = {
	port: "number?",
	problem: "text?",
	routes: [{ name: "text", path: "text", secret: "text", is_set: "flag" }],
} as const satisfies KeysOf<WebhookStatus>;

const SOURCE = {
	name: "text",
	source: "text",
	state: "text",
	problem: "text?",
	hint: "text?",
	last_event_at_ms: "number?",
	last_error: "text?",
	last_error_at_ms: "number?",
	restarts: "number",
} as const satisfies KeysOf<SourceStatus>;

const DESCRIPTION = {
	name: "text",
	summary: "text",
	event_types: ["text"],
	fields: [{ name: "text", text: "text" }],
} as const satisfies KeysOf<SourceInfo>;

const STATUS = {
	version: "text",
	pid: "number",
	uptime_ms: "number",
	socket: "text",
	database: "text",
	events: "number",
	database_bytes: "number",
	durability: "text",
	oldest_event_id: "text?",
	newest_event_id: "text?",
	sources: [{ source: "text", events: "number" }],
	connections: "number",
	subscriptions: "number",
	waits: "number",
	rss_bytes: "number",
	webhooks: WEBHOOKS,
	source_states: [SOURCE],
	config_problem: "text?",
} as const satisfies KeysOf<DaemonStatus>;

const AGENT = {
	name: "text",
	vendor: "text?",
	session: "text?",
	cwd: "text?",
	pid: "number",
	state: "text",
	doing: "text?",
	registered_at_ms: "number",
	state_since_ms: "number",
	end: "text?",
} as const satisfies KeysOf<AgentInfo>;

const LEASE = {
	resource: "text",
	token: "number",
	holder: "text",
	pid: "number?",
	claimed_at_ms: "number",
	expires_at_ms: "number?",
	waiting: "number",
} as const satisfies KeysOf<LeaseInfo>;

const DELIVERY = {
	delivery: "text",
	agent: "text",
	state: "text",
	door: "text?",
	reason: "text?",
	context_only: "flag",
	accepted_at_ms: "number",
	changed_at_ms: "number",
	expires_at_ms: "number",
} as const satisfies KeysOf<DeliveryInfo>;

const DIGEST = {
	agent: "text",
	since: "text?",
	through: "text?",
	counts: "object",
	lines: ["text"],
	omitted: "number",
} as const satisfies KeysOf<DigestInfo>;

/** Of each kind of reply, what must be there. An event comes in thousands, and is taken as it is. */
const SHAPES: Readonly<Record<Exclude<Reply["op"], "event" | "error" | "goodbye">, Shape>> = {
	welcome: { version: "text", pid: "number", max_frame_bytes: "number" },
	agents: { agents: [AGENT], stopped: "array" },
	queued: { held: LEASE },
	claimed: { lease: LEASE },
	lease_ended: { reason: "text" },
	released: { lease: LEASE },
	leases: { leases: [LEASE] },
	sent: { event: "object", outcome: "text" },
	read: { agent: "text", messages: "number" },
	receipts: { receipts: "array" },
	delivery: { delivery: DELIVERY, outcome: "text" },
	notices: { text: "text" },
	digest: { digest: DIGEST },
	seen: { agent: "text" },
	ack: { results: "array" },
	subscribed: { cursor: "text?" },
	caught_up: { cursor: "text?" },
	gap: { removed_through: "text" },
	waiting: { cursor: "text?", text: "text", notes: ["text"] },
	progress: { report: { kind: "text", text: "text" } },
	matched: { reason: "text", verdict: "text" },
	cancelled: { clauses: [CLAUSE] },
	end: { next: "text?" },
	detail: { event: "object" },
	reasons: { waits: [WAIT] },
	status: { status: STATUS },
	description: { description: DESCRIPTION },
	stopping: {},
};

const KNOWN = new Map<string, Shape>(Object.entries(SHAPES));

/** What this build misses in a reply, in words. Of kinds that it does not know it expects nothing. */
export function findReplyMisfit(reply: Reply): string | undefined {
	const shape = KNOWN.get(reply.op);
	const misfit = shape === undefined ? undefined : findMisfit(reply, shape);
	return misfit?.replace(/^\./, "");
}

/** Whether this build knows such a reply at all. */
export function isKnownReply(op: string): boolean {
	return KNOWN.has(op) || op === "event";
}
