/** Brings notices to sessions: by a door that wakes, as soon as one may, or with the session's own next moment. */
import type { Delivery } from "../../agents/delivery.js";
import type { DeliveryBook } from "../../agents/delivery-book.js";
import { takeFitting, toNoticeText } from "../../agents/notice-text.js";
import type { Roster } from "../../agents/roster.js";
import type { Budget } from "../../agents/token-bucket.js";
import { BusError } from "../../errors.js";
import type { BusEvent } from "../../event/event.js";
import type { Clock } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { AgentInfo } from "../../protocol/agent-messages.js";
import type { DeliveryOutcome, Notice } from "../../protocol/delivery-messages.js";
import type { DoorAdapters, DoorWorld } from "../../vendors/doors.js";
import { HOOK_DOOR, mayHookTell, noDoor, type Route, routesFor, toGroups } from "./delivery-routes.js";
import { Lane } from "./lane.js";

export interface DeliveriesOptions {
	readonly book: DeliveryBook;
	readonly roster: Pick<Roster, "find" | "has" | "doorsOf">;
	readonly clock: Clock;
	readonly log: Log;
	/** How often a session may be woken. */
	readonly budget: () => Budget;
	readonly loadDoors: (vendor: string) => Promise<DoorAdapters>;
	/** Whether the hooks of its sessions can tell them something. */
	readonly hooksTell: (vendor: string) => boolean;
	readonly world: Omit<DoorWorld, "signal" | "vendorPid">;
}

/** A door that says nothing for so long is given up. */
const WRITE_LIMIT_MS = 10_000;
/** After these a session may be told what it could not be told before. */
const WAKING_TYPES: ReadonlySet<string> = new Set(["agent_idle", "agent_started", "agent_failed"]);
/** How soon an idle session begins a turn when it has got what was written. */
const ACT_LIMIT_MS = 20_000;

export interface HandedNotices {
	readonly text: string;
	/** The session has not got it: it is anybody's again. */
	readonly putBack: () => void;
	readonly told: () => void;
}

export class Deliveries {
	readonly #options: DeliveriesOptions;
	readonly #lanes = new Map<string, Lane>();
	#isClosed = false;

	constructor(options: DeliveriesOptions) {
		this.#options = options;
		for (const agent of options.book.agents) if (options.roster.has(agent)) void this.#run(agent);
	}

	/**
	 * Resolves when it is known what became of it for now.
	 * @throws BusError AGENT_NOT_FOUND, NOTICE_INVALID, DOOR_UNAVAILABLE, STORE_FAILED, STORE_FULL
	 */
	async deliver(notice: Notice): Promise<{ readonly delivery: Delivery; readonly outcome: DeliveryOutcome }> {
		const { book, roster } = this.#options;
		roster.find(notice.agent);
		const { delivery, outcome } = book.accept(notice);
		await this.#run(notice.agent);
		const after = book.find(delivery.delivery) ?? delivery;
		if (after.state !== "expired") return { delivery: after, outcome };
		throw new BusError("DOOR_UNAVAILABLE", `Cannot deliver to "${after.agent}": ${after.reason}`, {
			hint: "docs/agents.md tells how each agent is woken; waitbus send leaves a message in its mailbox",
		});
	}

	/** @throws BusError AGENT_NOT_FOUND, DOOR_UNAVAILABLE when nothing could ever be told to it */
	requireWay(agent: string): void {
		const { roster, hooksTell } = this.#options;
		if (hooksTell(roster.find(agent).vendor ?? "") || roster.doorsOf(agent).length > 0) return;
		throw new BusError("DOOR_UNAVAILABLE", `Cannot deliver to "${agent}": its session has told of no door`, {
			hint: "waitbus connect --list shows which agents tell of theirs",
		});
	}

	/** How much a hook of its session could tell it. */
	countFor(agent: string): number {
		return this.#forHook(agent).length;
	}

	/** Undefined when there is nothing; otherwise the caller ends it by one of its two ways out. */
	handOver(agent: string): HandedNotices | undefined {
		const batch = takeFitting(this.#forHook(agent));
		if (batch.length === 0) return undefined;
		const putBack = this.#options.book.take(batch);
		return {
			text: toNoticeText(batch),
			putBack,
			told: () => {
				putBack();
				this.#change(batch, { state: "delivered", door: HOOK_DOOR });
				const { roster } = this.#options;
				// The turn that begins or goes on has it before its eyes.
				if (roster.has(agent) && isBusy(roster.find(agent))) this.#change(batch, { state: "acted" });
			},
		};
	}

	/** Takes from an event of an agent what it tells of its notices. */
	observe({ event_type: type, fields: { agent } }: BusEvent): void {
		if (typeof agent !== "string") return;
		const lane = this.#lanes.get(agent);
		const turnsBefore = lane?.turns;
		lane?.observe(type);
		if (type === "agent_turn_started" || lane?.turns !== turnsBefore)
			this.#change(this.#options.book.toldTo(agent), { state: "acted" });
		if (WAKING_TYPES.has(type) && this.#options.book.waitingFor(agent).length > 0) void this.#run(agent);
	}

	/** The agent is gone: should it come back, it begins anew. */
	forget(agent: string): void {
		this.#lanes.get(agent)?.close();
		this.#lanes.delete(agent);
	}

	close(): void {
		this.#isClosed = true;
		for (const lane of this.#lanes.values()) lane.close();
		this.#options.book.close();
	}

	#forHook(agent: string): readonly Delivery[] {
		return this.#options.book.waitingFor(agent).filter(mayHookTell);
	}

	/** One after the other for each agent: what is accepted meanwhile goes along with the next. */
	#run(agent: string): Promise<void> {
		const lane = this.#laneOf(agent);
		return lane.run(async () => {
			try {
				await this.#tell(agent, lane);
			} catch (error) {
				this.#options.log.error("notices not delivered", { error });
			}
		});
	}

	async #tell(agent: string, lane: Lane): Promise<void> {
		const { book, roster, loadDoors } = this.#options;
		if (this.#isClosed || !roster.has(agent)) return;
		const info = roster.find(agent);
		const adapters = await loadDoors(info.vendor ?? "");
		for (const group of toGroups(book.waitingFor(agent))) {
			const routes = routesFor(group[0], { adapters, doors: roster.doorsOf(agent) });
			const batch = takeFitting(group);
			const problem = await this.#tryAll({ info, lane, routes, batch });
			if (problem !== undefined) this.#settle(batch, problem);
		}
	}

	/** Undefined when a door took it; otherwise why none did. */
	async #tryAll({ info, lane, routes, batch }: Attempt): Promise<Problem | undefined> {
		const [first] = batch;
		if (first === undefined) return undefined;
		const problems: string[] = [];
		let mayLater = mayHookTell(first) && this.#options.hooksTell(info.vendor ?? "");
		for (const route of routes) {
			const later = this.#whyLater(route, { info, lane, first });
			if (later === undefined) {
				const problem = await this.#write(route, { info, lane, batch });
				if (problem === undefined) return undefined;
				problems.push(problem);
			} else {
				mayLater = true;
				problems.push(later);
			}
		}
		const why = problems.join("; ") || (mayLater ? "until its next hook" : noDoor(info, first));
		return { mayLater, text: why };
	}

	/** Undefined when the door may be used now. */
	#whyLater(
		{ adapter }: Route,
		{ info, lane, first }: { readonly info: AgentInfo; readonly lane: Lane; readonly first: Delivery },
	): string | undefined {
		if (lane.silent.has(adapter.door)) return `${adapter.door} took a notice, and nothing came of it`;
		if (!adapter.takesWhileWorking && isBusy(info)) return `until its turn ends: it is ${info.state}`;
		if (first.context_only || lane.budget.take()) return undefined;
		const { againMs } = lane.budget;
		lane.later("woken too often", againMs, () => void this.#run(info.name));
		return `it was woken too often; again in ${Math.ceil(againMs / 1_000)} s`;
	}

	/** Undefined when the door took it. */
	async #write(
		{ adapter, door }: Route,
		{ info, lane, batch }: Pick<Attempt, "info" | "lane" | "batch">,
	): Promise<string | undefined> {
		const { book, clock, world } = this.#options;
		const [first] = batch;
		const controller = new AbortController();
		const timer = clock.setTimer(WRITE_LIMIT_MS, () => controller.abort());
		const turnsBefore = lane.turns;
		const putBack = book.take(batch);
		try {
			const state = await adapter.write(
				door,
				{
					id: first?.delivery ?? "",
					text: toNoticeText(batch),
					isContextOnly: first?.context_only === true,
				},
				{ ...world, vendorPid: info.pid, signal: controller.signal },
			);
			this.#change(batch, { state, door: adapter.door });
			// It may have begun its turn before the door had answered.
			if (lane.turns > turnsBefore) this.#change(batch, { state: "acted" });
			else if (state === "written" && !isBusy(info)) this.#expectTurn(adapter.door, lane, batch);
			return undefined;
		} catch (error) {
			if (!(error instanceof BusError)) throw error;
			return error.message;
		} finally {
			putBack();
			timer.cancel();
		}
	}

	/** Nobody has said that it arrived: a turn would. */
	#expectTurn(door: string, lane: Lane, batch: readonly Delivery[]): void {
		lane.later("no turn yet", ACT_LIMIT_MS, () => {
			const { book } = this.#options;
			const silent = batch.filter(({ delivery: id }) => book.find(id)?.state === "written");
			if (silent.length === 0) return;
			lane.silent.add(door);
			this.#change(silent, { state: "held", reason: `${door} took it, and nothing came of it` });
			void this.#run(silent[0]?.agent ?? "");
		});
	}

	#settle(batch: readonly Delivery[], { mayLater, text }: Problem): void {
		this.#change(batch, { state: mayLater ? "held" : "expired", reason: text });
	}

	#change(...[deliveries, change]: Parameters<DeliveryBook["change"]>): void {
		try {
			this.#options.book.change(deliveries, change);
		} catch (error) {
			// The disk may be full: where the notices are is true all the same.
			this.#options.log.error("deliveries not stored", { error });
		}
	}

	#laneOf(agent: string): Lane {
		const known = this.#lanes.get(agent);
		if (known !== undefined) return known;
		const { clock, budget, roster } = this.#options;
		const isInTurn = roster.has(agent) && isBusy(roster.find(agent));
		const lane = new Lane({ clock, budget, isInTurn });
		this.#lanes.set(agent, lane);
		return lane;
	}
}

interface Attempt {
	readonly info: AgentInfo;
	readonly lane: Lane;
	readonly routes: readonly Route[];
	readonly batch: readonly Delivery[];
}

interface Problem {
	readonly text: string;
	/** Something may still come of it. */
	readonly mayLater: boolean;
}

function isBusy({ state }: AgentInfo): boolean {
	return state === "working" || state === "waiting_for_permission";
}
