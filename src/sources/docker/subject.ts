/** A container as the subject of a wait: it has ended already, or it is waited for until it does. */
import { BusError } from "../../errors.js";
import type { BusEvent, EventDraft, JsonObject } from "../../event/event.js";
import type { Judgement, LookContext, Subject } from "../../event/subject.js";
import type { Standing } from "../../event/subject-report.js";
import { verdictOf } from "../../event/verdict.js";
import type { SubjectKind, SubjectTerms } from "../source.js";
import { parseDockerConfig } from "./config.js";
import type { OpenHttp } from "./engine/address.js";
import type { Engine } from "./engine/engine.js";
import { findEngine } from "./engine/find-engine.js";
import type { Inspection } from "./engine/inspection.js";
import { inspectedContainer, toRun } from "./run.js";
import { CONTAINER_TYPE, toEndDraft, toStartDraft } from "./to-drafts.js";

export function createContainerKind(openHttp: OpenHttp): SubjectKind {
	return {
		parse: (terms, section) => {
			const name = parseName(terms);
			const { host } = parseDockerConfig(section);
			return toSubject(name, async ({ env, signal }) => await findEngine({ host, env, openHttp, signal }));
		},
	};
}

const ID = /^[0-9a-f]{12,64}$/;

function toSubject(name: string, open: (context: LookContext) => Promise<Engine>): Subject {
	const select = (match: string) => ({ source: "docker", event_type: CONTAINER_TYPE, match: [match] });
	return {
		text: `container ${name}`,
		selections: () => [
			select(`container=${JSON.stringify(name)}`),
			...(ID.test(name) ? [select(`id^=${name}`)] : []),
		],
		judge: (events) => judge(name, newestTurn(events)),
		look: async (events, context) => {
			const engine = await open(context);
			const inspection = await engine.inspect(name);
			return inspection === undefined ? [] : await findNews(engine, inspection, events);
		},
	};
}

/** The start or end that was last, by the Engine's time: what a look finds is stored after what came later. */
function newestTurn(events: readonly BusEvent[]): BusEvent | undefined {
	return events
		.filter(({ fields: { action } }) => action === "start" || action === "die")
		.reduce<BusEvent | undefined>(
			(newest, event) => (newest === undefined || event.received_at >= newest.received_at ? event : newest),
			undefined,
		);
}

function judge(name: string, turn: BusEvent | undefined): Judgement {
	if (turn === undefined) {
		const text = `nothing has been heard of container ${name} yet`;
		return { standing: toStanding(name, { state: "unheard", text, fields: {} }) };
	}
	const { fields, summary: text } = turn;
	if (fields["action"] === "start") return { standing: toStanding(name, { state: "running", text, fields }) };
	return {
		standing: toStanding(name, { state: "ended", text, fields }),
		// Its look came before the log was judged.
		answer: { verdict: verdictOf(turn), event: turn, needsLook: "no" },
	};
}

function toStanding(
	name: string,
	{ state, text, fields }: { readonly state: string; readonly text: string; readonly fields: JsonObject },
): Standing {
	const { id = null, exit_code: exitCode = null, conclusion = null } = fields;
	return { kind: "container", container: name, id, state, exit_code: exitCode, conclusion, text };
}

/** What the Engine knows of the container and the log does not. */
async function findNews(
	engine: Engine,
	inspection: Inspection,
	events: readonly BusEvent[],
): Promise<readonly EventDraft[]> {
	const { id, startedNs, finishedNs, exitCode, isOomKilled, isRunning } = inspection;
	if (startedNs === undefined) return [];
	const container = inspectedContainer(inspection);
	const ofThis = events.filter(({ fields }) => fields["id"] === id);
	if (isRunning) {
		const newest = newestTurn(events);
		const isKnown = newest?.fields["id"] === id && newest.fields["action"] === "start";
		return isKnown ? [] : [toStartDraft(container, startedNs)];
	}
	const isTold = ofThis.some(
		({ fields, received_at: atNs }) => fields["action"] === "die" && atNs >= startedNs,
	);
	if (isTold || finishedNs === undefined) return [];
	const run = { ...toRun(container, startedNs), isOom: isOomKilled };
	return [toEndDraft(run, { timeNs: await findTimeOfEnd(engine, id, finishedNs), exitCode })];
}

const A_SECOND_NS = 1_000_000_000n;

/** As the Engine said it, if it still knows: whoever hears that as well then stores it once. */
async function findTimeOfEnd(engine: Engine, id: string, finishedNs: bigint): Promise<bigint> {
	const messages = await engine.recall(finishedNs - A_SECOND_NS, finishedNs + A_SECOND_NS);
	return messages.find((message) => message.id === id && message.action === "die")?.timeNs ?? finishedNs;
}

function parseName(terms: SubjectTerms): string {
	const { container, ...others } = terms;
	const [foreign] = Object.keys(others);
	if (foreign !== undefined)
		throw invalid(`${foreign} says nothing of a container`, "waitbus wait --container web");
	if (typeof container !== "string" || container === "" || /[\s\p{Cc}/]/u.test(container))
		throw invalid("container must be a name or an id", "waitbus wait --container web");
	return container;
}

function invalid(what: string, hint: string): BusError {
	return new BusError("REQUEST_INVALID", `Cannot wait for a container: ${what}`, { hint });
}
