/** Every verb, in the order the help shows them. Each is loaded when it is run. */
import type { Command, Run } from "./command.js";
import { demoCommand } from "./demo-command.js";
import { emitCommand } from "./emit.js";
import { serveCommand } from "./serve-command.js";
import { statusCommand } from "./status.js";
import { stopCommand } from "./stop.js";
import { tailCommand } from "./tail-command.js";
import { versionCommand } from "./version.js";
import { waitCommand } from "./wait.js";
import { whyCommand } from "./why.js";

export interface Verb {
	readonly command: Command;
	readonly load: () => Promise<Run>;
}

export const VERBS: readonly Verb[] = [
	{ command: waitCommand, load: async () => (await import("./wait.js")).runWait },
	{ command: emitCommand, load: async () => (await import("./emit.js")).runEmit },
	{ command: tailCommand, load: async () => (await import("./tail.js")).runTail },
	{ command: whyCommand, load: async () => (await import("./why.js")).runWhy },
	{ command: statusCommand, load: async () => (await import("./status.js")).runStatus },
	{ command: serveCommand, load: async () => (await import("./serve.js")).runServe },
	{ command: demoCommand, load: async () => (await import("./demo.js")).runDemo },
	{ command: stopCommand, load: async () => (await import("./stop.js")).runStop },
	{ command: versionCommand, load: async () => (await import("./version.js")).runVersion },
];
