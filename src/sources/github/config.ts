/** The section `[github]` of config.toml. */
import * as v from "valibot";
import { BusError } from "../../errors.js";
import type { JsonValue } from "../../event/event.js";
import { checkConfig, checkedText } from "../check-config.js";

const REPOSITORY = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export const githubSchema = v.strictObject({
	/** Repositories without a webhook: looked at once a minute, even when nobody waits. */
	repos: v.optional(v.array(v.pipe(v.string(), checkedText(parseRepository))), []),
	/** Of the API, for GitHub Enterprise. */
	api_url: v.optional(v.pipe(v.string(), checkedText(parseApiUrl)), "https://api.github.com/"),
	/** Names of the checks that `--checks required` waits for, by repository. @default what GitHub requires */
	required: v.optional(
		v.record(
			v.pipe(v.string(), checkedText(parseRepository)),
			v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.nonEmpty()),
		),
		{},
	),
	/** Minutes after which an unfinished job is told of. */
	stall_threshold_min: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(100_000)), 60),
});

export type GithubConfig = v.InferOutput<typeof githubSchema>;

/** @throws BusError CONFIG_INVALID naming the key */
export function parseGithubConfig(value: JsonValue | undefined): GithubConfig {
	return checkConfig(githubSchema, value ?? {}, "github");
}

/** `owner/repo`. */
export function isRepository(text: string): boolean {
	return REPOSITORY.test(text);
}

function parseRepository(text: string): string {
	if (isRepository(text)) return text;
	throw unfit(text, "owner/repo");
}

function parseApiUrl(text: string): URL {
	const address = text.endsWith("/") ? text : `${text}/`;
	const url = URL.canParse(address) ? new URL(address) : undefined;
	// A token must not travel in the clear.
	const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
	if (url !== undefined && isSafe) return url;
	throw unfit(text, "an https address, such as https://github.example.com/api/v3");
}

function unfit(text: string, wanted: string): BusError {
	return new BusError("CONFIG_INVALID", `Cannot use "${text}": it must be ${wanted}`, { hint: wanted });
}
