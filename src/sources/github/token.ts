/** The token to ask with: the one that is set, or the one that gh holds. */
import { execFile } from "node:child_process";

const GH_TIMEOUT_MS = 10_000;

export interface TokenQuestion {
	readonly env: NodeJS.ProcessEnv;
	readonly signal: AbortSignal;
	/** Of the API; gh holds a token for each server. */
	readonly host: string;
}

/** Undefined when there is none: public repositories can be read without, 60 requests an hour. */
export async function findToken(question: TokenQuestion): Promise<string | undefined> {
	const { env } = question;
	return toToken(env["GITHUB_TOKEN"]) ?? toToken(env["GH_TOKEN"]) ?? toToken(await askGh(question));
}

/** Without gh, or when nobody is logged in, there is simply no token. */
function askGh({ env, signal, host }: TokenQuestion): Promise<string | undefined> {
	const server = host === "api.github.com" ? "github.com" : host;
	const options = { env, signal, timeout: GH_TIMEOUT_MS };
	return new Promise((resolve) => {
		execFile("gh", ["auth", "token", "--hostname", server], options, (error, stdout) => {
			resolve(error === null ? stdout : undefined);
		});
	});
}

// A line break or worse would end the header it is sent in.
function toToken(text: string | undefined): string | undefined {
	const token = text?.trim() ?? "";
	return /^[\x21-\x7e]+$/.test(token) ? token : undefined;
}
