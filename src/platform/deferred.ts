/** A promise with its ends in hand: Promise.withResolvers, which Node 20 does not have. */
export interface Deferred<T> {
	readonly promise: Promise<T>;
	readonly resolve: (value: T) => void;
	readonly reject: (error: unknown) => void;
}

export function createDeferred<T>(): Deferred<T> {
	let resolve: (value: T) => void = () => undefined;
	let reject: (error: unknown) => void = () => undefined;
	const promise = new Promise<T>((onResolve, onReject) => {
		[resolve, reject] = [onResolve, onReject];
	});
	return { promise, resolve, reject };
}
