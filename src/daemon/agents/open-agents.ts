/** The agents of a running daemon: who is here and who holds what, tied to the bus and to the processes of the system. */
import { DeliveryBook } from "../../agents/delivery-book.js";
import { LeaseBook } from "../../agents/lease-book.js";
import type { Lives } from "../../agents/life.js";
import { Roster } from "../../agents/roster.js";
import type { Budget } from "../../agents/token-bucket.js";
import type { Bus } from "../../bus/bus.js";
import { parseDraft } from "../../event/draft.js";
import type { EventDraft } from "../../event/event.js";
import type { Clock } from "../../platform/clock.js";
import type { Host } from "../../platform/host.js";
import type { Libc } from "../../platform/libc.js";
import type { Log } from "../../platform/log.js";
import type { Paths } from "../../platform/paths.js";
import { readPeerCredentials } from "../../platform/peer-credentials.js";
import { findProcess, isSameProcess } from "../../platform/process-identity.js";
import { watchProcess } from "../../platform/process-watch.js";
import type { Store } from "../../store/store.js";
import { hooksTell, loadDoors } from "../../vendors/vendors.js";
import { publish } from "../publish.js";
import { createSourceMemory } from "../source-memory.js";
import { Deliveries } from "./deliveries.js";
import { createDeliveryMemory } from "./delivery-memory.js";
import { Digests } from "./digests.js";
import { KeptHooks } from "./kept-hooks.js";
import { LeftWaits } from "./left-waits.js";
import { Mail } from "./mail.js";
import { SignedWords } from "./signed-words.js";
import { createSightings } from "./sightings.js";

export interface OpenAgentsOptions {
	readonly bus: Bus;
	readonly store: Store;
	readonly host: Host;
	/** How often a session may be woken. */
	readonly wakeBudget: () => Budget;
	/** Whether a session is told what it has missed when it starts. */
	readonly isDigestWanted: () => boolean;
	readonly clock: Clock;
	readonly libc: Libc;
	readonly log: Log;
	readonly paths: Pick<Paths, "stateDir" | "hooksDir">;
}

export interface Agents {
	readonly roster: Roster;
	readonly leases: LeaseBook;
	readonly mail: Mail;
	readonly deliveries: Deliveries;
	readonly digests: Digests;
	readonly leftWaits: LeftWaits;
	/** Resolves when what hooks have told so far is published. */
	readonly heardHooks: () => Promise<void>;
	/** What changes from now on is another daemon's to say. */
	close(): Promise<void>;
}

export async function openAgents(options: OpenAgentsOptions): Promise<Agents> {
	const { bus, store, host, clock, libc, log, paths } = options;
	let isClosed = false;
	const emit = async (...drafts: readonly EventDraft[]): Promise<void> => {
		if (isClosed || drafts.length === 0) return;
		try {
			await publish(
				bus,
				drafts.map((draft) => parseDraft(draft)),
			);
		} catch (error) {
			// The disk may be full: who is here and who holds what is true all the same.
			log.error("agent events not stored", { error });
		}
	};
	const lives: Lives = {
		identify: findProcess,
		isAlive: isSameProcess,
		// What its last hook told comes before its end.
		watch: (process, onEnd) => watchProcess({ libc, clock }, process, () => void kept.take().then(onEnd)),
	};
	const memoryOf = (name: string) => createSourceMemory(`${paths.stateDir}/${name}.json`, log);
	const leases = new LeaseBook({
		clock,
		lives,
		emit,
		memory: memoryOf("leases"),
		floor: () => bus.log.headSeq(),
	});
	const sightings = await createSightings(bus, (event) => {
		roster.observe(event).catch((error: unknown) => log.error("defect", { error }));
		deliveries.observe(event);
	});
	const roster: Roster = new Roster({
		clock,
		lives,
		emit,
		memory: memoryOf("agents"),
		onChange: () => (roster.isEmpty ? sightings.stop() : sightings.start()),
		onGone: (name) => {
			leases.releaseAllOf((holder) => holder.by === "agent" && holder.name === name);
			deliveries.forget(name);
			leftWaits.forget(name);
		},
	});
	if (!roster.isEmpty) sightings.start();
	const mail = new Mail({ bus, clock, emit, memoryOf, agents: () => roster.list() });
	const words = new SignedWords({ directory: paths.hooksDir, log, find: (agent) => roster.find(agent) });
	const deliveries: Deliveries = new Deliveries({
		book: new DeliveryBook({
			clock,
			emit,
			memory: createDeliveryMemory(store, () => clock.nowMs()),
			onChange: (agent, isWaiting) => words.show(agent, isWaiting),
		}),
		roster,
		clock,
		log,
		budget: options.wakeBudget,
		loadDoors,
		hooksTell,
		world: {
			env: host.env,
			isOurs: (socket) => readPeerCredentials(libc, socket)?.uid === host.uid,
		},
	});
	const leftWaits = new LeftWaits({ log, deliver: (notice) => deliveries.deliver(notice) });
	const digests = new Digests({
		bus,
		clock,
		memory: memoryOf("digests"),
		isWantedAtStart: options.isDigestWanted,
	});
	const kept: KeptHooks = new KeptHooks({ bus, roster, log, directory: paths.hooksDir });
	return {
		roster,
		leases,
		mail,
		deliveries,
		digests,
		leftWaits,
		heardHooks: () => kept.take(),
		close: async () => {
			await kept.close();
			isClosed = true;
			sightings.stop();
			roster.close();
			leases.close();
			mail.close();
			leftWaits.close();
			deliveries.close();
		},
	};
}
