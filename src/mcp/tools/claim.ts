import { fencedOutput, input, orNull, WRITES } from "../schemas.js";
import { toMs } from "../selection.js";
import { defineTool } from "../tool.js";

interface ClaimInput {
	readonly resource: string;
	readonly ttl_seconds?: number;
	readonly wait?: boolean;
}

interface ReleaseInput {
	readonly resource: string;
	readonly token?: number;
}

const RESOURCE = {
	type: "string",
	minLength: 1,
	description: "An absolute path, which covers what is under it, or a word such as deploy",
};
const LEASE = fencedOutput(
	{
		resource: RESOURCE,
		token: { type: "integer", description: "Grows with every lease; pass it on to what is protected" },
		holder: { type: "string" },
		claimed_at_ms: { type: "integer", description: "Milliseconds since the epoch" },
		expires_at_ms: orNull({ type: "integer", description: "Milliseconds since the epoch" }),
	},
	["resource", "token", "holder"],
);

export const claim = defineTool<ClaimInput>({
	listing: {
		name: "claim",
		title: "Claim a resource",
		description:
			"Holds a file, a directory or a task alone, so that agents do not work on the same. It ends with release, with its time, or with this session. Without wait it is refused at once when somebody else holds it.",
		annotations: WRITES,
		inputSchema: input(
			{
				resource: RESOURCE,
				ttl_seconds: {
					type: "number",
					exclusiveMinimum: 0,
					description: "At most so long. Default: no limit",
				},
				wait: { type: "boolean", description: "Stand in line while somebody else holds it" },
			},
			["resource"],
		),
		outputSchema: LEASE,
	},
	run: async ({ resource, ttl_seconds: ttlSeconds, wait = false }, { leases, budgetMs, signal }) => {
		const waitMs = wait ? budgetMs : undefined;
		const lease = await leases.claim({ resource, ttlMs: toMs(ttlSeconds), waitMs, signal });
		return { text: "claimed", untrusted: { ...lease } };
	},
});

export const release = defineTool<ReleaseInput>({
	listing: {
		name: "release",
		title: "Release a resource",
		description: "Ends a lease, so that the next one can have the resource.",
		annotations: WRITES,
		inputSchema: input(
			{
				resource: RESOURCE,
				token: { type: "integer", description: "Refused unless it is the lease's. Default: your own" },
			},
			["resource"],
		),
		outputSchema: LEASE,
	},
	run: async ({ resource, token }, { leases }) => ({
		text: "released",
		untrusted: { ...(await leases.release(resource, token)) },
	}),
});
