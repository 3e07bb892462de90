/** A server that answers as GitHub does. Runs of its repository end as they are told, and a few go on at any time. */
import { SUCCESS, toRun } from "../../test/sources/github/stand-in-runs.js";
import { startGithubStandIn } from "../../test/support/github-stand-in.js";
import { runSchedule } from "../schedule.js";
import { answerCommands } from "./answer-commands.js";

const UNFINISHED = 3;

// Its process ends it.
const standIn = await startGithubStandIn({ after: () => undefined });
const repository = standIn.repository("me/app");
for (let number = 1; number <= UNFINISHED; number += 1) begin(number);

answerCommands({
	port: () => [Number(new URL(standIn.url).port)],
	/** first index, how many, per second → the moment of the first; that run ends then, and another begins */
	schedule: async ([first = 0, count = 0, perSecond = 1]) => [
		await runSchedule({ count, perSecond }, (index) => {
			end(first + index + 1);
			begin(first + index + 1 + UNFINISHED);
		}),
	],
});

function begin(number: number): void {
	repository.runs = [toRun(number, { updated_at: new Date().toISOString() }), ...repository.runs];
}

function end(number: number): void {
	const ended = { ...SUCCESS, updated_at: new Date().toISOString() };
	repository.runs = repository.runs.map((run) => (run.id === number ? { ...run, ...ended } : run));
}
