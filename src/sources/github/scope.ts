/** `owner` and `repo` of an event, which also stand where GitHub names no repository. */
import type { Payload } from "./payload.js";
import { readObject, readText } from "./payload.js";

export interface Scope {
	readonly owner: string;
	readonly repo: string;
}

/** What stands for the repository in events of an organization, an account or an app. No repository has this name. */
const NO_REPOSITORY = "~";

export function readScope(payload: Payload): Scope {
	const repository = readObject(payload, "repository");
	return {
		owner: findOwner(payload, repository) ?? "github",
		repo: toScope(readText(repository, "name")) ?? NO_REPOSITORY,
	};
}

function findOwner(payload: Payload, repository: Payload): string | undefined {
	const owner = readObject(repository, "owner");
	const candidates = [
		readText(owner, "login"),
		// A push of old, and GitHub Enterprise, give the owner a name alone.
		readText(owner, "name"),
		readText(repository, "full_name")?.split("/", 1)[0],
		readText(readObject(payload, "organization"), "login"),
		readText(readObject(payload, "installation", "account"), "login"),
		readText(readObject(payload, "sponsorship", "sponsorable"), "login"),
		readText(readObject(payload, "marketplace_purchase", "account"), "login"),
		readText(readObject(payload, "sender"), "login"),
	];
	return candidates.find((text) => toScope(text) !== undefined);
}

function toScope(text: string | undefined): string | undefined {
	return text !== undefined && text.length <= 256 && !/[\s/\p{Cc}]/u.test(text) ? text : undefined;
}
