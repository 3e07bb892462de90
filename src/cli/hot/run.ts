import { execute } from "../execute.js";
import { runRun } from "../run.js";
import { runCommand } from "../run-command.js";

export const start = (argv: readonly string[]): Promise<number> => execute(runCommand, runRun, argv);
