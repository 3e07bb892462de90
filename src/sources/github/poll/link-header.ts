/** The address of the next page, from a Link header (RFC 8288): `<https://…?page=2>; rel="next", …`. */
export function findNextPage(header: string | undefined): string | undefined {
	for (const [, address, parameters] of (header ?? "").matchAll(/<([^>]*)>([^<]*)/g)) {
		if (/;\s*rel="?(?:[^"]*\s)?next(?:\s[^"]*)?"?\s*(?:[;,]|$)/i.test(parameters ?? "")) return address;
	}
	return undefined;
}
