/** A file or directory that is waited for, as matchers of the events of files. */
import { resolve } from "node:path";
import { BusError } from "../errors.js";
import type { SelectionOptions } from "./terms.js";
import { withoutAbsent } from "../event/without-absent.js";

const SOURCE = "fs";
// Whoever asks for one of these has said what shall have happened; everybody else waits until the file is finished.
const SAYS_WHAT = /^\s*(?:fields\.)?(?:action|status|conclusion)\s*[!=<>^*~]/;

/** @throws BusError USAGE */
export function withPathMatchers({ path, ...options }: SelectionOptions): Omit<SelectionOptions, "path"> {
	if (path === undefined) return options;
	const { source = SOURCE, match = [] } = options;
	if (path === "") throw unfit("it is empty");
	if (source !== SOURCE) throw unfit(`files are told of by the source ${SOURCE}, not by ${source}`);
	const given = typeof match === "string" ? [match] : match;
	const absolute = resolve(path);
	const beneath = absolute === "/" ? absolute : `${absolute}/`;
	const finished = given.some((matcher) => SAYS_WHAT.test(matcher)) ? [] : ["status=completed"];
	return withoutAbsent({
		...options,
		source,
		match: [...given, `path=${toValue(absolute)}`, `path^=${toValue(beneath)}`, ...finished],
	});
}

/** As a matcher takes it: bare, unless white space at its ends would be lost. */
function toValue(path: string): string {
	return path.trim() === path ? path : JSON.stringify(path);
}

function unfit(why: string): BusError {
	return new BusError("USAGE", `Cannot wait for a path: ${why}`, {
		hint: "waitbus wait --path dist/app.js",
	});
}
