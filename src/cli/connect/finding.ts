/** What came of trying one part of a connection. */

export interface Finding {
	/** As a claim, such as "its hook was heard". */
	readonly what: string;
	readonly tookMs: number | null;
	/** Why it is not so; null when it is. */
	readonly problem: string | null;
	readonly tools?: number;
}

export async function toFinding(
	what: string,
	attempt: () => Promise<{ readonly tookMs: number; readonly tools?: number }>,
): Promise<Finding> {
	try {
		return { what, problem: null, ...(await attempt()) };
	} catch (error) {
		return { what, tookMs: null, problem: error instanceof Error ? error.message : String(error) };
	}
}
