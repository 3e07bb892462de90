/** Thrown when GitHub wants to hear nothing of us for a while: no failure of anything, and nothing to retry. */
export class PollPause extends Error {
	readonly pauseMs: number;

	constructor(pauseMs: number) {
		super(`GitHub's rate limit, for ${Math.ceil(pauseMs / 1_000)} s`);
		this.name = "PollPause";
		this.pauseMs = pauseMs;
	}
}
