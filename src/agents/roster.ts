/** The agents that are here: they register, say what they do, and are missed at once when they die. */
import { BusError } from "../errors.js";
import { AGENT_NAME_RULE, isAgentName } from "../event/agent-name.js";
import type { BusEvent, EventDraft, JsonValue } from "../event/event.js";
import type { Clock, Timer } from "../platform/clock.js";
import type { ProcessWatch } from "../platform/process-watch.js";
import type { AgentInfo, AgentIntroduction, Door, ReportedState } from "../protocol/agent-messages.js";
import { joinedDraft, leftDraft, lostDraft, stateDraft } from "./agent-events.js";
import { introduce } from "./introduce.js";
import { isSameLife, type Life, type Lives } from "./life.js";
import { parseRoster, type RememberedAgent, toJson } from "./remembered-roster.js";
import { findSighting } from "./state-of-event.js";

export interface RosterOptions {
	readonly clock: Clock;
	readonly lives: Lives;
	/** Resolves after the commit. */
	readonly emit: (draft: EventDraft) => Promise<void>;
	readonly memory: { read(): JsonValue | undefined; write(value: JsonValue): void };
	/** Somebody came or went. */
	readonly onChange: () => void;
	/** The agent is gone: what it held is free. */
	readonly onGone: (name: string) => void;
}

interface Entry {
	info: AgentInfo;
	readonly life: Life;
	readonly doors: readonly Door[];
	watch: ProcessWatch | undefined;
	/** It was here before the daemon restarted, and its connection has not come back yet. */
	return: Timer | undefined;
}

// As long as a client needs to find the daemon again, several times over.
const RETURN_MS = 10_000;
const MAX_REMEMBERED_GONE = 50;

export class Roster {
	readonly #options: RosterOptions;
	readonly #here = new Map<string, Entry>();
	/** Gone, and it has not been said yet. */
	readonly #leaving = new Set<Entry>();
	#gone: readonly AgentInfo[];
	#isClosed = false;

	/** Those whom the last daemon knew are here again, or are missed now. */
	constructor(options: RosterOptions) {
		this.#options = options;
		const { here, gone } = parseRoster(options.memory.read());
		this.#gone = gone;
		for (const remembered of here) this.#recall(remembered);
	}

	list({ gone = false }: { readonly gone?: boolean } = {}): readonly AgentInfo[] {
		const here = [...this.#here.values(), ...this.#leaving].map(({ info }) => info);
		return gone ? [...here, ...this.#gone] : here;
	}

	get isEmpty(): boolean {
		return this.#here.size === 0;
	}

	has(name: string): boolean {
		return this.#here.has(name);
	}

	/** @throws BusError AGENT_NOT_FOUND */
	find(name: string): AgentInfo {
		return this.#find(name).info;
	}

	/** The session of a vendor, by the vendor's id of it. */
	findSession(vendor: string, session: string): AgentInfo | undefined {
		return [...this.#here.values()].find(({ info }) => info.vendor === vendor && info.session === session)
			?.info;
	}

	/** How an agent that is here can be woken. They may hold secrets. */
	doorsOf(name: string): readonly Door[] {
		return this.#here.get(name)?.doors ?? [];
	}

	/** Whether this life of this session could register by this name. */
	isFree(
		name: string,
		{ life, session }: { readonly life: Life; readonly session?: string | undefined },
	): boolean {
		const known = this.#here.get(name);
		if (known === undefined || !this.#options.lives.isAlive(known.life.process)) return true;
		return isSameLife(known.life, life) && known.info.session === (session ?? null);
	}

	/** The nearest of these processes that is an agent's own. */
	findByProcess(pids: readonly number[]): AgentInfo | undefined {
		const agents = this.list();
		return pids.map((pid) => agents.find((agent) => agent.pid === pid)).find((agent) => agent !== undefined);
	}

	/**
	 * Resolves once the others can hear of it. The same agent may register again, and so may a session that another
	 * process has taken over from one that is still here: nothing is said then.
	 * @throws BusError AGENT_INVALID, AGENT_NAME_TAKEN
	 */
	async register(introduction: AgentIntroduction, life: Life): Promise<AgentInfo> {
		const { name } = introduction;
		if (!isAgentName(name)) {
			throw new BusError(
				"AGENT_INVALID",
				`Cannot register agent "${name}": the name must be ${AGENT_NAME_RULE}`,
			);
		}
		const known = this.#here.get(name);
		if (known !== undefined && isSameLife(known.life, life)) return this.#goOn(known, introduction, life);
		if (known !== undefined && this.#options.lives.isAlive(known.life.process)) {
			if (!isSameSession(known.info, introduction)) throw nameTaken(known.info);
			return this.#goOn(known, introduction, life);
		}
		if (known !== undefined) await this.lose(name, known.life, `process ${known.info.pid} ended`);
		const info = introduce(introduction, { pid: life.process.pid, nowMs: this.#options.clock.nowMs() });
		this.#add({ info, life, doors: introduction.doors ?? [] });
		this.#options.onChange();
		await this.#options.emit(joinedDraft(info));
		return info;
	}

	/** Each hook of a session says who it is; mostly that is known. */
	#goOn(known: Entry, { doors = known.doors }: AgentIntroduction, life: Life): AgentInfo {
		const info = { ...known.info, pid: life.process.pid };
		const isNew =
			life.of === "connection" || !isSameLife(known.life, life) || !isSameDoors(known.doors, doors);
		if (isNew) this.#add({ info, life, doors });
		return isNew ? info : known.info;
	}

	/** @throws BusError AGENT_NOT_FOUND */
	async report(
		name: string,
		{ state, doing = null }: { readonly state: ReportedState; readonly doing?: string | null },
	): Promise<AgentInfo> {
		const entry = this.#find(name);
		const before = entry.info;
		if (before.state === state && before.doing === doing) return before;
		const stateSinceMs = before.state === state ? before.state_since_ms : this.#options.clock.nowMs();
		entry.info = { ...before, state, doing, state_since_ms: stateSinceMs };
		this.#remember();
		await this.#options.emit(stateDraft(entry.info, before.state));
		return entry.info;
	}

	/** Takes from an event what it tells of an agent that is here. */
	async observe(event: BusEvent): Promise<void> {
		const sighting = findSighting(event);
		if (sighting === undefined || !this.has(sighting.agent)) return;
		if (sighting.state === "gone") await this.leave(sighting.agent);
		else await this.report(sighting.agent, { ...sighting, state: sighting.state });
	}

	/** It says goodbye. @throws BusError AGENT_NOT_FOUND */
	async leave(name: string): Promise<AgentInfo> {
		return await this.#end(name, "left");
	}

	/** This life of it is over without a goodbye. Does nothing for one that has left, or registered anew since. */
	async lose(name: string, life: Life, reason: string): Promise<void> {
		if (!this.#isClosed && this.#here.get(name)?.life === life) await this.#end(name, "lost", reason);
	}

	/** The daemon ends; the agents do not, and nothing is said of them any more. */
	close(): void {
		this.#isClosed = true;
		for (const entry of this.#here.values()) release(entry);
	}

	#recall(remembered: RememberedAgent): void {
		const { info, life } = remembered;
		const isAlive = this.#options.lives.isAlive(life.process);
		this.#add(remembered);
		// Later, when whoever opened this roster has it.
		if (!isAlive) return queueMicrotask(() => void this.lose(info.name, life, `process ${info.pid} ended`));
		const entry = this.#here.get(info.name);
		if (life.of === "process" || entry === undefined) return;
		entry.return = this.#options.clock.setTimer(RETURN_MS, () => {
			void this.lose(info.name, life, "it did not come back after the bus restarted");
		});
	}

	#add({ info, life, doors }: RememberedAgent): void {
		const before = this.#here.get(info.name);
		if (before !== undefined) release(before);
		const watch = this.#options.lives.watch(life.process, () => {
			void this.lose(info.name, life, `process ${info.pid} ended`);
		});
		this.#here.set(info.name, { info, life, doors, watch, return: undefined });
		this.#remember();
	}

	async #end(name: string, end: "left" | "lost", reason = ""): Promise<AgentInfo> {
		const entry = this.#find(name);
		release(entry);
		this.#here.delete(name);
		this.#leaving.add(entry);
		const nowMs = this.#options.clock.nowMs();
		const info: AgentInfo = { ...entry.info, state: "gone", end, state_since_ms: nowMs };
		this.#gone = [info, ...this.#gone.filter((gone) => gone.name !== name)].slice(0, MAX_REMEMBERED_GONE);
		this.#options.onChange();
		await this.#options.emit(end === "left" ? leftDraft(info) : lostDraft(info, reason));
		// Only now: a daemon that dies before has the next one say it.
		this.#leaving.delete(entry);
		this.#remember();
		this.#options.onGone(name);
		return info;
	}

	#find(name: string): Entry {
		const entry = this.#here.get(name);
		if (entry !== undefined) return entry;
		throw new BusError("AGENT_NOT_FOUND", `Cannot find agent "${name}": nobody of that name is here`, {
			hint: "waitbus agents --gone",
		});
	}

	#remember(): void {
		const here = [...this.#here.values(), ...this.#leaving].map(toRemembered);
		this.#options.memory.write(toJson({ here, gone: this.#gone }));
	}
}

function toRemembered({ info, life, doors }: Entry): RememberedAgent {
	return { info, life, doors };
}

function release(entry: Entry): void {
	entry.watch?.close();
	entry.return?.cancel();
}

function isSameSession(known: AgentInfo, { vendor, session }: AgentIntroduction): boolean {
	return session !== undefined && known.session === session && known.vendor === (vendor ?? null);
}

function isSameDoors(some: readonly Door[], others: readonly Door[]): boolean {
	return JSON.stringify(some) === JSON.stringify(others);
}

function nameTaken({ name, pid, vendor }: AgentInfo): BusError {
	const holder = vendor === null ? `process ${pid}` : `${vendor}, process ${pid}`;
	return new BusError("AGENT_NAME_TAKEN", `Cannot register agent "${name}": ${holder} is here by that name`, {
		hint: "Choose another name; waitbus agents shows those that are taken",
	});
}
