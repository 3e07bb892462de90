import { runEmit } from "../emit.js";
import { emitCommand } from "../emit-command.js";
import { execute } from "../execute.js";

export const start = (argv: readonly string[]): Promise<number> => execute(emitCommand, runEmit, argv);
