/** Names of branches and tags, as GitHub writes them: `refs/heads/main`, `refs/tags/v1`, or the bare name. */

export function toBranch(ref: string | undefined): string | undefined {
	if (ref === undefined || ref.startsWith("refs/tags/") || isSha(ref)) return undefined;
	return ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : ref;
}

export function toTag(ref: string | undefined): string | undefined {
	return ref?.startsWith("refs/tags/") === true ? ref.slice("refs/tags/".length) : undefined;
}

/** Of a commit; all zeros mean that there is none. */
export function toSha(text: string | undefined): string | undefined {
	return text === undefined || /^0+$/.test(text) ? undefined : text;
}

export function isSha(text: string): boolean {
	return /^[0-9a-f]{40}$/.test(text);
}
