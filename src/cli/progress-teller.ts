/** Says how a subject stands: one line for each transition, and a problem of its source once. */
import type { SubjectReport } from "../event/subject-report.js";

export function createProgressTeller(say: (line: string) => void): (report: SubjectReport) => void {
	let told: SubjectReport | undefined;
	let toldProblem: string | null = null;
	return (report) => {
		const { text, problem } = report;
		const isNewProblem = problem !== null && problem !== toldProblem;
		if (text !== told?.text || isNewProblem) say(isNewProblem ? `${text} (${problem})` : text);
		told = report;
		toldProblem = problem ?? toldProblem;
	};
}
