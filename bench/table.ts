/** The results for people. */
import { type Figure, isMet, type Row, type Target } from "./figure.js";

export interface Result {
	readonly row: Row;
	readonly figures: readonly Figure[];
}

const HEADS = ["row", "measured", "reference in the same run", "target", ""];

export function formatTable(results: readonly Result[]): string {
	const lines = results.flatMap(({ row, figures }) =>
		figures.map((figure) => [`${row.title}: ${figure.what}`, ...toCells(figure)]),
	);
	const all = [HEADS, ...lines];
	const widths = HEADS.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
	const toLine = (cells: readonly string[]): string =>
		cells
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join("  ")
			.trimEnd();
	return [toLine(HEADS), widths.map((width) => "-".repeat(width)).join("  "), ...lines.map(toLine)].join(
		"\n",
	);
}

function toCells(figure: Figure): readonly string[] {
	const { measured, unit, references, target } = figure;
	return [
		`${formatNumber(measured)} ${unit}`,
		references.map((reference) => `${reference.name} ${formatNumber(reference.measured)}`).join(", "),
		target === undefined ? "" : formatTarget(target),
		target === undefined ? "" : formatVerdict(figure, target),
	];
}

function formatTarget(target: Target): string {
	return "atMost" in target ? `≤ ${formatNumber(target.atMost)}` : `≥ ${formatNumber(target.atLeast)}`;
}

function formatVerdict(figure: Figure, target: Target): string {
	if (isMet(figure, target)) return "met";
	const wanted = "atMost" in target ? target.atMost : target.atLeast;
	const distance = Math.abs(figure.measured - wanted);
	const share = wanted === 0 ? "" : ` (${formatNumber((distance / wanted) * 100)} %)`;
	return `missed by ${formatNumber(distance)}${share}`;
}

function formatNumber(value: number): string {
	if (Number.isInteger(value) || Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en");
	return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
