type Handler = (parameters: readonly number[]) => readonly number[] | Promise<readonly number[]>;

/** Says that this worker is ready, then answers one command after the other until its parent is gone. */
export function answerCommands(handlers: Readonly<Record<string, Handler>>): void {
	process.on("disconnect", () => process.exit());
	process.on("message", (message) => void answer(message, handlers));
	process.send?.([]);
}

async function answer(message: unknown, handlers: Readonly<Record<string, Handler>>): Promise<void> {
	const [command, ...parameters] = message as [string, ...number[]];
	const handler = handlers[command];
	if (handler === undefined) throw new TypeError(`No worker knows the command "${command}"`);
	process.send?.(await handler(parameters));
}
