import type { Session } from "node:inspector";

/**
 * Collects all garbage and shrinks the heap, which V8 does by itself only under pressure: an idle process
 * otherwise keeps the 30 to 100 MiB of new space that one burst of work made it take.
 */
export async function collectGarbage(): Promise<void> {
	// The public road to V8's LowMemoryNotification; `gc()` behind --expose-gc leaves new space as large as it was.
	const session = await connectInspector();
	if (session === undefined) return;
	try {
		await new Promise<void>((resolve) => {
			session.post("HeapProfiler.collectGarbage", () => resolve());
		});
	} finally {
		session.disconnect();
	}
}

async function connectInspector(): Promise<Session | undefined> {
	try {
		const inspector = await import("node:inspector");
		const session = new inspector.Session();
		session.connect();
		return session;
	} catch {
		// Node can be built without the inspector, and its permission model can forbid it.
		return undefined;
	}
}
