/** From a request to its answer. Whoever is not authentic leaves no trace but a count. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { BusError } from "../errors.js";
import type { Clock } from "../platform/clock.js";
import type { Emit, WebhookRequest, WebhookSource } from "../sources/source.js";
import type { Answer } from "./answer.js";
import { refuse } from "./answer.js";
import { findHeadFault } from "./check-head.js";
import type { WebhookConnection } from "./connection.js";
import type { WebhookCounters } from "./counters.js";
import type { Routes } from "./find-route.js";
import { findRoute, toPath } from "./find-route.js";
import type { BodyOptions } from "./read-body.js";
import { readBody } from "./read-body.js";
import { refuseBody, refuseFailure, refuseSender, refuseWithoutSecret } from "./refusals.js";

export interface WebhookServices extends BodyOptions {
	readonly clock: Clock;
	/** Every value that is valid now. @throws BusError when they cannot be read */
	readonly secretsFor: (name: string) => readonly string[];
	readonly emit: Emit;
	readonly counters: WebhookCounters;
}

export interface Exchange {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	readonly connection: WebhookConnection;
	/** The sender waits for `100 Continue` before it sends the body. */
	readonly expectsContinue: boolean;
}

export interface Handled {
	readonly route: string;
	/** Undefined when nobody is left to read it. */
	readonly answer: Answer | undefined;
}

export async function handleRequest(
	exchange: Exchange,
	routes: Routes,
	services: WebhookServices,
): Promise<Handled> {
	const target = findRoute(exchange.request, routes);
	const route = target.kind === "source" ? target.source.name : "none";
	const fault = findHeadFault(exchange.request, services.limits.maxBodyBytes);
	if (target.kind === "refusal") return { route, answer: refuse(target.refusal) };
	if (fault !== undefined) return { route, answer: refuse(fault) };
	if (target.kind === "health")
		return { route, answer: { status: 200, body: { status: "ok" }, outcome: "healthy" } };
	try {
		return { route, answer: await receive(exchange, target.source, services) };
	} catch (error) {
		if (!(error instanceof BusError)) throw error;
		return { route, answer: refuseFailure(error) };
	}
}

async function receive(
	exchange: Exchange,
	source: WebhookSource,
	services: WebhookServices,
): Promise<Answer | undefined> {
	const { request, response, connection, expectsContinue } = exchange;
	const secrets = services.secretsFor(source.secretName);
	if (secrets.length === 0) return refuseWithoutSecret(source);
	if (expectsContinue) response.writeContinue();
	const body = await readBody(request, services);
	if (typeof body === "string") return refuseBody(body, services.limits);
	connection.accept(response);
	services.counters.addBytes(source.name, body.length);
	response.once("close", () => services.budget.giveBack(body.length));
	const delivery = toDelivery(request, { body, receivedAtNs: services.clock.nowNs() });
	const refusal = source.authenticate(delivery, secrets);
	if (refusal !== undefined) return refuseSender(refusal);
	const drafts = source.toDrafts(delivery);
	const results = drafts.length === 0 ? [] : await services.emit(drafts);
	const duplicates = results.filter(({ outcome }) => outcome === "duplicate").length;
	// Answered only after the commit: a sender that saw the answer will not send it again.
	return {
		status: 200,
		body: {
			status: "accepted",
			events: results.map(({ event_id }) => event_id),
			...(duplicates > 0 ? { duplicates } : {}),
		},
		outcome: drafts.length === 0 ? "ignored" : "accepted",
	};
}

function toDelivery(
	request: IncomingMessage,
	{ body, receivedAtNs }: Pick<WebhookRequest, "body" | "receivedAtNs">,
): WebhookRequest {
	const headers = Object.entries(request.headers).map(
		([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value] as const,
	);
	return { path: toPath(request.url ?? "/"), headers: Object.fromEntries(headers), body, receivedAtNs };
}
