/** The addresses of our resources. */

export type ResourceUri =
	| { readonly kind: "current" }
	/** `*` stands for all of them, in a subscription. */
	| { readonly kind: "repo"; readonly owner: string; readonly repo: string }
	| { readonly kind: "event"; readonly eventId: string; readonly isRaw: boolean }
	| { readonly kind: "agent"; readonly name: string };

/** Undefined when it is none of ours. */
export function parseResourceUri(uri: string): ResourceUri | undefined {
	const parts = uri.startsWith("waitbus://") ? uri.slice("waitbus://".length).split("/").map(decode) : [];
	const [kind, first, second, ...more] = parts;
	if (parts.includes("") || more.length > 0) return undefined;
	if (kind === "current" && first === undefined) return { kind };
	if (kind === "agent" && first !== undefined && second === undefined) return { kind, name: first };
	if (kind === "repo" && first !== undefined && second !== undefined)
		return { kind, owner: first, repo: second };
	if (kind !== "event" || first === undefined || (second ?? "raw") !== "raw") return undefined;
	return { kind, eventId: first, isRaw: second === "raw" };
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return "";
	}
}
