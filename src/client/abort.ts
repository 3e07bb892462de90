/** What the promise comes to, unless the signal aborts first: then its reason. */
export function rejectOnAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (signal === undefined) return promise;
	return new Promise((resolve, reject) => {
		const onAbort = (): void => reject(signal.reason);
		promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
		// A signal that has aborted already tells nobody any more.
		if (signal.aborted) onAbort();
		else signal.addEventListener("abort", onAbort, { once: true });
	});
}
