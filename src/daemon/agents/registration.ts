/** An agent that lives as long as its connection: the request that registered it goes on until then. */
import type { Life } from "../../agents/life.js";
import type { Roster } from "../../agents/roster.js";
import type { Activity, SessionContext } from "../session-v2.js";

export interface RegistrationOptions {
	readonly roster: Roster;
	readonly session: SessionContext;
	readonly id: number;
	readonly name: string;
	readonly life: Life;
}

export class Registration implements Activity {
	// Nothing is sent after the answer, and no farewell waits for it.
	readonly isBehind = false;
	readonly #options: RegistrationOptions;

	constructor(options: RegistrationOptions) {
		this.#options = options;
	}

	get name(): string {
		return this.#options.name;
	}

	/** Its client takes the registration back, which is a goodbye. */
	cancel(replyId: number): void {
		const { roster, session, id, name } = this.#options;
		session.agent = undefined;
		const left = roster.has(name) ? roster.leave(name) : Promise.resolve();
		const settled = left.then(
			() => session.reply({ op: "cancelled", id: replyId, target: id, clauses: [] }),
			(error: unknown) => session.fail(replyId, error),
		);
		void settled.then(() => session.finish(id));
	}

	onDrain(): void {}

	grant(): void {}

	close(): void {
		const { roster, name, life } = this.#options;
		void roster.lose(name, life, "its connection ended");
	}
}
