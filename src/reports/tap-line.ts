/** One line of TAP, without its indentation (testanything.org, version 14). */

export type TapLine =
	| { readonly kind: "version"; readonly version: string }
	| { readonly kind: "plan"; readonly count: number; readonly reason: string | undefined }
	| {
			readonly kind: "point";
			readonly isOk: boolean;
			readonly number: number | undefined;
			readonly description: string;
			readonly directive: "SKIP" | "TODO" | undefined;
	  }
	| { readonly kind: "bail"; readonly reason: string }
	| { readonly kind: "subtest"; readonly name: string }
	| { readonly kind: "comment"; readonly text: string }
	/** Whatever a program prints in between. */
	| { readonly kind: "other" };

const VERSION = /^TAP version (\S*)/i;
const PLAN = /^1\.\.(\d+)\s*(?:#\s*(.*))?$/;
// A description may hold an escaped #, and end in the brace of a subtest that follows.
const POINT = /^(not )?ok\b(?:\s+(\d+))?\s*(?:-\s*)?((?:[^#\\]|\\.)*)(?:#\s*(.*))?$/;
const DIRECTIVE = /^(skip|todo)\b/i;
const BAIL = /^Bail out!\s*(.*)$/;
const SUBTEST = /^#\s*Subtest:\s*(.*)$/;

export function parseTapLine(text: string): TapLine {
	const version = VERSION.exec(text);
	if (version !== null) return { kind: "version", version: version[1] ?? "" };
	const plan = PLAN.exec(text);
	if (plan !== null) return { kind: "plan", count: Number(plan[1]), reason: plan[2] };
	const point = POINT.exec(text);
	if (point !== null) return toPoint(point);
	const bail = BAIL.exec(text);
	if (bail !== null) return { kind: "bail", reason: bail[1] ?? "" };
	const subtest = SUBTEST.exec(text);
	if (subtest !== null) return { kind: "subtest", name: subtest[1] ?? "" };
	return text.startsWith("#")
		? { kind: "comment", text: text.slice(1).replace(/^ /, "") }
		: { kind: "other" };
}

function toPoint([, not, number, description = "", after]: RegExpExecArray): TapLine {
	const directive = DIRECTIVE.exec(after ?? "")?.[1]?.toUpperCase();
	return {
		kind: "point",
		isOk: not === undefined,
		number: number === undefined ? undefined : Number(number),
		// A # that begins no directive is part of the description.
		description: unescape(
			directive === undefined && after !== undefined ? `${description}# ${after}` : description,
		),
		directive: directive === "SKIP" || directive === "TODO" ? directive : undefined,
	};
}

function unescape(description: string): string {
	return description
		.replace(/\s*\{\s*$/, "")
		.replace(/\\([#\\])/g, "$1")
		.trim();
}
