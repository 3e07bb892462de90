/** Where an Engine is reached, and how: opening connections is no business of a source, so it is handed a function. */

export type Address =
	| { readonly kind: "unix"; readonly socketPath: string }
	| { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly tls: Tls | undefined };

/** PEM texts. */
export interface Tls {
	readonly ca: string | undefined;
	readonly cert: string | undefined;
	readonly key: string | undefined;
	/** Whether the server has to prove who it is. */
	readonly isVerified: boolean;
}

export interface HttpAnswer {
	readonly status: number;
	/** Ends with an error when the connection breaks or the signal aborts. */
	readonly body: AsyncIterable<Buffer>;
	/** The body as text; rejects when it does not come whole, or is longer. */
	readText(maxBytes: number): Promise<string>;
	/** Leaves what has not been read. */
	close(): void;
}

interface OpenHttpOptions {
	readonly signal: AbortSignal;
	/** For how long the other side may be silent: until the answer begins, and unless it is a stream, within it. */
	readonly patienceMs: number;
	readonly isStream: boolean;
}

/** Sends one GET; rejects when no answer begins. */
export type OpenHttp = (address: Address, path: string, options: OpenHttpOptions) => Promise<HttpAnswer>;
