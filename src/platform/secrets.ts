/** The secrets of who may post to the listener. They change while it runs, and an old one stays valid for a while. */
import type { BigIntStats } from "node:fs";
import { statSync } from "node:fs";
import type { Clock } from "./clock.js";
import { parseSecretName, parseSecretValue } from "./secret-parts.js";
import type { PassingValue, Secret, SecretsByName } from "./secrets-file.js";
import { readSecretsFile, writeSecretsFile } from "./secrets-file.js";

/** @default of {@link SecretStore.set}: a day, in which the other side can be given the new one. */
export const KEEP_PREVIOUS_MS = 24 * 60 * 60 * 1_000;

/** What people may see of a secret. */
export interface SecretSummary {
	readonly name: string;
	/** How many older values are still valid, and until when the last of them is (milliseconds since the epoch). */
	readonly previousCount: number;
	readonly previousUntilMs: number | undefined;
}

/** `<state>/secrets.json`. Nothing is held open, so there is nothing to close. */
export class SecretStore {
	readonly #path: string;
	readonly #clock: Pick<Clock, "nowMs">;
	#version: string | undefined;
	#secrets: SecretsByName = new Map();

	constructor(path: string, clock: Pick<Clock, "nowMs">) {
		this.#path = path;
		this.#clock = clock;
	}

	/**
	 * Every value that is valid now, the newest first; none when there is no such secret.
	 * @throws BusError PATH_INVALID when others can read the file, SECRET_INVALID when it does not read
	 */
	find(name: string): readonly string[] {
		this.#refresh();
		const { value, previous = [], lent = [] } = this.#secrets.get(name) ?? {};
		const passing = this.#stillValid([...previous, ...lent]).map((each) => each.value);
		return value === undefined ? passing : [value, ...passing];
	}

	/** Those that somebody set; lent ones are nobody's to keep. @throws BusError as {@link find} */
	list(): readonly SecretSummary[] {
		this.#refresh();
		const own = [...this.#secrets].filter(([, { value }]) => value !== undefined);
		return own.map(([name, secret]) => {
			const previous = this.#stillValid(secret.previous);
			const until = previous.map(({ untilMs }) => untilMs);
			const previousUntilMs = until.length === 0 ? undefined : Math.max(...until);
			return { name, previousCount: previous.length, previousUntilMs };
		});
	}

	/**
	 * @param options.keepPreviousMs For how long the value it replaces stays valid; 0 revokes it at once. @default a day
	 * @throws BusError SECRET_INVALID for a name or value that cannot be used; as {@link find}
	 */
	set(
		name: string,
		text: string,
		{ keepPreviousMs = KEEP_PREVIOUS_MS }: { readonly keepPreviousMs?: number } = {},
	): void {
		const key = parseSecretName(name);
		const value = parseSecretValue(text, key);
		this.#refresh();
		const { value: oldValue, previous: older = [], lent = [] } = this.#secrets.get(key) ?? {};
		const untilMs = this.#clock.nowMs() + keepPreviousMs;
		const candidates = oldValue === undefined ? [] : [{ value: oldValue, untilMs }, ...older];
		const previous = keepPreviousMs === 0 ? [] : candidates.filter((earlier) => earlier.value !== value);
		this.#write(new Map([...this.#secrets, [key, { value, previous, lent }]]));
	}

	/**
	 * Makes one more value valid until then, beside what is set; the same again moves its end.
	 * @throws BusError as {@link set}
	 */
	lend(name: string, text: string, untilMs: number): void {
		const key = parseSecretName(name);
		const value = parseSecretValue(text, key);
		this.#changeLent(key, (lent) => [...without(lent, value), { value, untilMs }]);
	}

	/** Ends what was lent, before its time. @throws BusError as {@link find} */
	takeBack(name: string, value: string): void {
		this.#changeLent(name, (lent) => without(lent, value));
	}

	/** Whether there was one. Its older values go with it. @throws BusError as {@link find} */
	remove(name: string): boolean {
		this.#refresh();
		const left = new Map(this.#secrets);
		if (!left.delete(name)) return false;
		this.#write(left);
		return true;
	}

	#changeLent(name: string, change: (lent: readonly PassingValue[]) => readonly PassingValue[]): void {
		this.#refresh();
		const secret = this.#secrets.get(name) ?? { previous: [], lent: [] };
		this.#write(new Map([...this.#secrets, [name, { ...secret, lent: change(secret.lent) }]]));
	}

	#stillValid(values: readonly PassingValue[]): readonly PassingValue[] {
		return values.filter(({ untilMs }) => untilMs > this.#clock.nowMs());
	}

	#write(secrets: SecretsByName): void {
		const entries = [...secrets].map(([name, secret]): readonly [string, Secret] => {
			const previous = this.#stillValid(secret.previous);
			return [name, { ...secret, previous, lent: this.#stillValid(secret.lent) }];
		});
		const kept = entries.filter(([, { value, lent }]) => value !== undefined || lent.length > 0);
		writeSecretsFile(this.#path, new Map(kept));
	}

	/** Reads the file again when it is another than before, so that no restart is needed. */
	#refresh(): void {
		const found = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
		const version = found === undefined ? "missing" : versionOf(found);
		if (version === this.#version) return;
		this.#secrets = found === undefined ? new Map() : readSecretsFile(this.#path);
		this.#version = version;
	}
}

function without(values: readonly PassingValue[], value: string): readonly PassingValue[] {
	return values.filter((each) => each.value !== value);
}

// The mode too: who opens the file to others is told at once, not after the next change.
function versionOf({ ino, mtimeNs, ctimeNs, size, mode }: BigIntStats): string {
	return [ino, mtimeNs, ctimeNs, size, mode].join(" ");
}
