/** The command line against a verb's definition. Flags may stand anywhere before `--`. */
import { BusError } from "../errors.js";
import { findNearestName } from "../event/nearest-name.js";
import type { Command, Flag, FlagValues } from "./command.js";

export interface ParsedArguments {
	readonly flags: FlagValues;
	readonly arguments: readonly string[];
	readonly program: readonly string[] | undefined;
	readonly wantsHelp: boolean;
}

/** @throws BusError USAGE naming the flag */
export function parseArguments(command: Command, argv: readonly string[]): ParsedArguments {
	const end = argv.indexOf("--");
	const own = end === -1 ? argv : argv.slice(0, end);
	const program = end === -1 ? undefined : argv.slice(end + 1);
	const values = new Map<string, string[]>();
	const others: string[] = [];
	for (let index = 0; index < own.length; index += 1) {
		const word = own[index] ?? "";
		if (!word.startsWith("-") || word === "-") {
			others.push(word);
			continue;
		}
		const equals = word.startsWith("--") ? word.indexOf("=") : -1;
		const flag = findFlag(command, equals === -1 ? word : word.slice(0, equals));
		let value = equals === -1 ? undefined : word.slice(equals + 1);
		if (flag.value === undefined && value !== undefined)
			throw usage(command, `--${flag.name} takes no value`);
		if (flag.value !== undefined && value === undefined) {
			index += 1;
			value = own[index];
			if (value === undefined) throw usage(command, `--${flag.name} wants ${flag.value}`);
		}
		const known = values.get(flag.name);
		if (known !== undefined && flag.value !== undefined && flag.isRepeatable !== true) {
			throw usage(command, `--${flag.name} is given twice`);
		}
		values.set(flag.name, [...(known ?? []), value ?? ""]);
	}
	const wantsHelp = values.has("help");
	if (!wantsHelp) checkRest(command, { own, others, program });
	return { flags: toFlagValues(values), arguments: others, program, wantsHelp };
}

const HELP: Flag = { name: "help", short: "h", summary: "Show this help" };

function findFlag(command: Command, word: string): Flag {
	const flag = [...command.flags, HELP].find(
		({ name, short }) => word === `--${name}` || (short !== undefined && word === `-${short}`),
	);
	if (flag !== undefined) return flag;
	throw usage(command, `unknown flag ${word}${suggestion(command, word)}`);
}

function suggestion(command: Command, word: string): string {
	const name = word.replace(/^-+/, "");
	const longer = command.flags.filter((flag) => name.length > 1 && flag.name.startsWith(name));
	const nearest =
		longer.length > 0
			? undefined
			: findNearestName(
					name,
					command.flags.map((flag) => flag.name),
				);
	const near = [...longer.map((flag) => flag.name), ...(nearest === undefined ? [] : [nearest])];
	return near.length === 0 ? "" : `; did you mean ${near.map((flag) => `--${flag}`).join(" or ")}?`;
}

interface Rest {
	/** All that stands before `--`. */
	readonly own: readonly string[];
	/** What of that is neither a flag nor its value. */
	readonly others: readonly string[];
	readonly program: readonly string[] | undefined;
}

function checkRest(command: Command, { own, others, program }: Rest): void {
	const extra = others[command.maxArguments ?? 0];
	const { takesProgram = false } = command;
	if (extra !== undefined && takesProgram !== false && program === undefined) {
		const at = own.indexOf(extra);
		const line = [...own.slice(0, at).map(quote), "--", ...own.slice(at).map(quote)].join(" ");
		throw usage(
			command,
			`unexpected argument "${extra}"; a command follows --`,
			`waitbus ${command.name} ${line}`,
		);
	}
	if (extra !== undefined) throw usage(command, `unexpected argument "${extra}"`);
	if (program !== undefined && takesProgram === false) throw usage(command, "nothing may follow --");
	if (program?.length === 0 || (program === undefined && takesProgram === true))
		throw usage(command, "a command is wanted after --");
}

function quote(word: string): string {
	return /^[\w./:@%+,=*-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The error for a wrong command line, with the help as its hint unless it is clear what was meant. */
export function usage(
	{ name }: Pick<Command, "name">,
	what: string,
	hint = `waitbus ${name} --help`,
): BusError {
	return new BusError("USAGE", `Cannot run ${name}: ${what}`, { hint });
}

function toFlagValues(values: ReadonlyMap<string, readonly string[]>): FlagValues {
	return {
		isSet: (name) => values.has(name),
		text: (name) => values.get(name)?.at(-1),
		texts: (name) => values.get(name) ?? [],
	};
}
