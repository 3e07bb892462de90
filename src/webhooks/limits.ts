/** What one sender, and all of them together, may take of the daemon. */
export interface WebhookLimits {
	/** GitHub cuts at 25 MB; what the store takes of one payload is the same 10 MiB. */
	readonly maxBodyBytes: number;
	/** Of all bodies that are being read or wait for their commit. */
	readonly maxBufferedBytes: number;
	readonly maxConnections: number;
	/** From the connection, or the last answer, to the end of the next request's head. */
	readonly headTimeoutMs: number;
	/** From the end of the head to the end of the body. */
	readonly bodyTimeoutMs: number;
	/** For how long what a refused sender still sends is taken and dropped, so that it gets to read why. */
	readonly lingerMs: number;
}

export const WEBHOOK_LIMITS: WebhookLimits = {
	maxBodyBytes: 10 * 1024 * 1024,
	maxBufferedBytes: 64 * 1024 * 1024,
	maxConnections: 100,
	headTimeoutMs: 10_000,
	bodyTimeoutMs: 30_000,
	lingerMs: 1_000,
};
