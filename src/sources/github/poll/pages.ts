/** A list over several pages, each asked for with the ETag it had. */
import type { Payload } from "../payload.js";
import { isPayload, readText } from "../payload.js";
import type { GithubClient } from "./client.js";

/** GitHub runs at most 256 jobs of a matrix, and 1,000 of a workflow are 10 pages. */
const MAX_PAGES = 20;

export interface Page {
	readonly address: string;
	readonly etag?: string;
}

export interface Pages {
	/** Bodies of those that changed. */
	readonly fresh: readonly Payload[];
	/** To ask with the next time; empty when the list does not exist. */
	readonly pages: readonly Page[];
}

/**
 * @param known As the last reading returned them; empty for the first.
 * @throws as GithubClient.get
 */
export async function readPages(
	client: GithubClient,
	address: string,
	known: readonly Page[],
): Promise<Pages> {
	const fresh: Payload[] = [];
	const pages: Page[] = [];
	let next: string | undefined = address;
	while (next !== undefined && pages.length < MAX_PAGES) {
		const before: Page | undefined = known[pages.length];
		const answer = await client.get(next, before?.address === next ? before.etag : undefined);
		if (answer.kind === "missing") break;
		if (answer.kind === "unchanged") {
			pages.push(before ?? { address: next });
			next = known[pages.length]?.address;
			continue;
		}
		if (isPayload(answer.body)) fresh.push(answer.body);
		pages.push({ address: next, ...(answer.etag === undefined ? {} : { etag: answer.etag }) });
		next = answer.next;
	}
	return { fresh, pages };
}

export function parsePages(value: unknown): readonly Page[] {
	if (!Array.isArray(value)) return [];
	return value.filter(isPayload).flatMap((page): Page[] => {
		const address = readText(page, "address");
		const etag = readText(page, "etag");
		if (address === undefined) return [];
		return [etag === undefined ? { address } : { address, etag }];
	});
}
