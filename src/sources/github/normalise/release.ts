import type { Payload } from "../payload.js";
import { readFlag, readInteger, readObject, readText } from "../payload.js";
import { isSha, toBranch } from "./git-ref.js";
import type { Normalised } from "./normalised.js";

export function normaliseRelease(payload: Payload): Normalised {
	const release = readObject(payload, "release");
	const target = readText(release, "target_commitish");
	const tag = readText(release, "tag_name");
	return {
		fields: {
			release_id: readInteger(release, "id"),
			tag,
			title: readText(release, "name"),
			draft: readFlag(release, "draft"),
			prerelease: readFlag(release, "prerelease"),
			// GitHub names a branch here, or a commit.
			head_branch: toBranch(target),
			head_sha: target !== undefined && isSha(target) ? target : undefined,
			author: readText(readObject(release, "author"), "login"),
			html_url: readText(release, "html_url"),
			published_at: readText(release, "published_at"),
		},
		summary: `release ${tag ?? "?"} ${readText(payload, "action") ?? ""}`.trimEnd(),
		stateKey: undefined,
	};
}
