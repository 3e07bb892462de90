/** What a row of the table is made of. */

type Unit = "ms" | "events/s" | "MiB" | "wake-ups" | "ms/s" | "×" | "events" | "µs";

/** The same thing done by something else, in the same run. */
export interface Reference {
	readonly name: string;
	readonly measured: number;
}

export type Target = { readonly atMost: number } | { readonly atLeast: number };

export interface Figure {
	readonly what: string;
	readonly measured: number;
	readonly unit: Unit;
	readonly references: readonly Reference[];
	/** Absent where the figure only explains another. */
	readonly target?: Target;
}

export interface Row {
	/** What `npm run bench -- NAME` takes. */
	readonly name: string;
	readonly title: string;
	measure(effort: Effort): Promise<readonly Figure[]>;
}

/** `quick` shows that a row works; its numbers are rough. */
type Effort = "quick" | "full";

export function isMet({ measured }: Pick<Figure, "measured">, target: Target): boolean {
	return "atMost" in target ? measured <= target.atMost : measured >= target.atLeast;
}
