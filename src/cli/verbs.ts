/** Every verb, in the order the help shows them. Each is loaded when it is run. */
import type { Command, Run } from "./command.js";
import { emitCommand } from "./emit.js";
import { serveCommand } from "./serve-command.js";
import { statusCommand } from "./status.js";
import { stopCommand } from "./stop.js";
import { waitCommand } from "./wait.js";

export interface Verb {
	readonly command: Command;
	readonly load: () => Promise<Run>;
}

export const VERBS: readonly Verb[] = [
	{ command: waitCommand, load: async () => (await import("./wait.js")).runWait },
	{ command: emitCommand, load: async () => (await import("./emit.js")).runEmit },
	{ command: statusCommand, load: async () => (await import("./status.js")).runStatus },
	{ command: serveCommand, load: async () => (await import("./serve.js")).runServe },
	{ command: stopCommand, load: async () => (await import("./stop.js")).runStop },
];
