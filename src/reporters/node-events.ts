/** What node:test hands to a reporter, as far as it is looked at; Node 20 to 26 agree on this. */

export type NodeTestEvent =
	| { readonly type: "test:dequeue" | "test:start"; readonly data: NodeTestPlace }
	| { readonly type: "test:complete" | "test:pass" | "test:fail"; readonly data: NodeTestEnd }
	| { readonly type: "test:stderr"; readonly data: { readonly file?: string; readonly message: string } }
	/** In watch mode: everything that was to be run has been. */
	| { readonly type: "test:watch:drained" };

export interface NodeTestPlace {
	readonly name: string;
	/** How many tests and suites it lies in. */
	readonly nesting: number;
	/** Relative in some events of some versions; absent in the REPL. */
	readonly file?: string | undefined;
	readonly line?: number | undefined;
	readonly column?: number | undefined;
}

export interface NodeTestEnd extends NodeTestPlace {
	readonly details: {
		readonly duration_ms: number;
		/** Absent for tests on Node 20. */
		readonly type?: string;
		/** Its cause is what was thrown. */
		readonly error?: { readonly failureType?: string; readonly cause?: unknown; readonly message: string };
	};
	/** A reason, or true. */
	readonly skip?: string | boolean | undefined;
	readonly todo?: string | boolean | undefined;
}
