/** Every notice that is on its way, and how far it has come. */
import type { EventDraft } from "../event/event.js";
import type { Clock, Timer } from "../platform/clock.js";
import type { DeliveryOutcome, Notice } from "../protocol/delivery-messages.js";
import { REPEAT_MS } from "./brakes.js";
import { type Delivery, type DeliveryChange, isOver, isWaiting, toDelivery } from "./delivery.js";
import { deliveryDraft } from "./delivery-events.js";

export interface DeliveryMemory {
	open(): readonly Delivery[];
	/** @throws BusError STORE_FAILED, STORE_FULL */
	save(delivery: Delivery): void;
}

export interface DeliveryBookOptions {
	readonly clock: Clock;
	readonly memory: DeliveryMemory;
	/** Never rejects. */
	readonly emit: (draft: EventDraft) => Promise<void>;
	/** Whether the agent has not been told something, now that a notice of it has moved. */
	readonly onChange: (agent: string, isWaiting: boolean) => void;
}

export class DeliveryBook {
	readonly #options: DeliveryBookOptions;
	/** Those that are over stay for a moment, so that a repeat of one is known. */
	readonly #deliveries = new Map<string, Delivery>();
	readonly #timers = new Map<string, Timer>();
	/** Somebody is telling the session of these right now. */
	readonly #inHand = new Set<string>();

	/** Those of the daemon before go on. */
	constructor(options: DeliveryBookOptions) {
		this.#options = options;
		for (const delivery of options.memory.open()) this.#keep(delivery);
	}

	/** The agents that somebody has a notice for. */
	get agents(): ReadonlySet<string> {
		return new Set(this.#all(isWaiting).map(({ agent }) => agent));
	}

	/** @throws BusError NOTICE_INVALID, STORE_FAILED, STORE_FULL */
	accept(notice: Notice): { readonly delivery: Delivery; readonly outcome: DeliveryOutcome } {
		const delivery = toDelivery(notice, this.#options.clock.nowMs());
		const known = this.#all((other) => this.#isRepeat(delivery, other)).at(-1);
		if (known !== undefined) return { delivery: known, outcome: "repeated" };
		this.#options.memory.save(delivery);
		this.#keep(delivery);
		void this.#options.emit(deliveryDraft(delivery));
		return { delivery, outcome: "accepted" };
	}

	find(id: string): Delivery | undefined {
		return this.#deliveries.get(id);
	}

	/** What an agent has not been told, and nobody is telling it, the oldest first. */
	waitingFor(agent: string): readonly Delivery[] {
		return this.#all((each) => each.agent === agent && isWaiting(each) && !this.#inHand.has(each.delivery));
	}

	/** Nobody else shall tell of these. @returns what puts back those of which nothing came */
	take(deliveries: readonly Delivery[]): () => void {
		for (const { delivery: id } of deliveries) this.#inHand.add(id);
		return () => {
			for (const { delivery: id } of deliveries) this.#inHand.delete(id);
		};
	}

	/** What an agent was told, or may have been, and did not act on yet. */
	toldTo(agent: string): readonly Delivery[] {
		return this.#all((each) => each.agent === agent && !isWaiting(each) && !isOver(each));
	}

	/** Moves these on, as far as they are not over. @throws BusError STORE_FAILED, STORE_FULL: it is so all the same */
	change(deliveries: readonly Delivery[], change: DeliveryChange): void {
		for (const { delivery: id } of deliveries) {
			const before = this.#deliveries.get(id);
			if (before !== undefined && !isOver(before)) this.#changeOne(before, change);
		}
	}

	/** The daemon ends; what goes on is the next one's. */
	close(): void {
		for (const timer of this.#timers.values()) timer.cancel();
	}

	#changeOne(before: Delivery, { state, door = before.door, reason = null }: DeliveryChange): void {
		if (before.state === state && before.door === door && before.reason === reason) return;
		const { clock, memory, emit } = this.#options;
		const delivery = { ...before, state, door, reason, changed_at_ms: clock.nowMs() };
		this.#keep(delivery);
		void emit(deliveryDraft(delivery));
		memory.save(delivery);
	}

	#keep(delivery: Delivery): void {
		const { delivery: id, expires_at_ms: expiresAtMs } = delivery;
		this.#deliveries.set(id, delivery);
		this.#timers.get(id)?.cancel();
		const { clock } = this.#options;
		const timer = isOver(delivery)
			? clock.setTimer(REPEAT_MS, () => this.#forget(id))
			: clock.setTimer(Math.max(0, expiresAtMs - clock.nowMs()), () => this.#expire(id));
		this.#timers.set(id, timer);
		this.#tellChange(delivery.agent);
	}

	#tellChange(agent: string): void {
		this.#options.onChange(agent, this.#all((each) => each.agent === agent && isWaiting(each)).length > 0);
	}

	#expire(id: string): void {
		const delivery = this.#deliveries.get(id);
		if (delivery === undefined) return;
		// What the session took before is told; only whether it acted on it will never be known.
		if (delivery.state === "delivered") return this.#forget(id);
		const why =
			delivery.state === "written" ? "nobody said in time that it arrived" : "nobody was told in time";
		this.change([delivery], { state: "expired", reason: delivery.reason ?? why });
	}

	#forget(id: string): void {
		this.#deliveries.delete(id);
		this.#timers.get(id)?.cancel();
		this.#timers.delete(id);
	}

	#isRepeat(delivery: Delivery, other: Delivery): boolean {
		if (other.state === "expired") return false;
		return (
			other.agent === delivery.agent &&
			other.text === delivery.text &&
			other.context_only === delivery.context_only &&
			other.only_door === delivery.only_door
		);
	}

	#all(isWanted: (delivery: Delivery) => boolean): readonly Delivery[] {
		return [...this.#deliveries.values()].filter(isWanted);
	}
}
