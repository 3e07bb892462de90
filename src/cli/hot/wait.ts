import { execute } from "../execute.js";
import { runWait } from "../wait.js";
import { waitCommand } from "../wait-command.js";

export const start = (argv: readonly string[]): Promise<number> => execute(waitCommand, runWait, argv);
