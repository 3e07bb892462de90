/** How the poll reaches a server: it is handed a function, since opening connections is no business of a source. */

export interface HttpReply {
	readonly status: number;
	/** Lower-case names. */
	readonly headers: Readonly<Record<string, string | undefined>>;
	readonly body: string;
}

export interface HttpGetOptions {
	readonly headers: Readonly<Record<string, string>>;
	readonly signal: AbortSignal;
	readonly maxBodyBytes: number;
}

/** Asks once, follows no redirect; rejects when there is no whole answer, or one that is too long, or on abort. */
export type HttpGet = (url: URL, options: HttpGetOptions) => Promise<HttpReply>;
