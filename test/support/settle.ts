/** Lets everything happen that resolved promises lead to. */
export async function settle(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}
