/** The results for programs, and for comparing one day with another. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isMet } from "./figure.js";
import { describeMachine } from "./machine.js";
import type { Result } from "./table.js";

/** Under results/ of the checkout: the day, and the processor. */
export function defaultResultsPath(): string {
	const day = new Date().toISOString().slice(0, 10);
	const cpu = describeMachine()
		.cpu.toLowerCase()
		.replaceAll(/\((r|tm)\)/g, "");
	return `bench/results/${day}-${cpu.replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "")}.json`;
}

export function writeResults(path: string, results: readonly Result[]): void {
	const rows = results.map(({ row, figures }) => ({
		name: row.name,
		title: row.title,
		figures: figures.map((figure) => ({
			...figure,
			met: figure.target === undefined ? null : isMet(figure, figure.target),
		})),
	}));
	const document = { date: new Date().toISOString(), machine: describeMachine(), rows };
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, `${JSON.stringify(document, roundNumbers, "\t")}\n`);
}

function roundNumbers(_key: string, value: unknown): unknown {
	return typeof value === "number" ? Number(value.toPrecision(5)) : value;
}
