/** A section of config.toml, checked key by key. */
import * as v from "valibot";
import { BusError } from "../errors.js";
import { parseDurationMs } from "../event/duration.js";

/** @throws BusError CONFIG_INVALID naming the key, what was found and what is wanted */
export function checkConfig<Schema extends v.GenericSchema>(
	schema: Schema,
	value: unknown,
	section: string,
): v.InferOutput<Schema> {
	const result = v.safeParse(schema, value);
	if (result.success) return result.output;
	const [issue] = result.issues;
	const path = v.getDotPath(issue);
	const isUnknown = issue.expected === "never";
	const what = isUnknown ? "unknown key" : `${issue.received}, and must be ${wantedBy(issue)}`;
	throw new BusError(
		"CONFIG_INVALID",
		`Cannot use ${path === null ? section : `${section}.${path}`}: ${what}`,
		{
			hint: "docs/sources.md lists the keys of every source",
		},
	);
}

/** A duration as people type it, in milliseconds. */
export const durationMs = v.pipe(
	v.string(),
	checkedText((text) => parseDurationMs(text, "value")),
);

/** Text that a parser of ours takes; its hint becomes what is wanted. */
export function checkedText<Output>(parse: (text: string) => Output) {
	return v.rawTransform<string, Output>(({ dataset, addIssue, NEVER }) => {
		try {
			return parse(dataset.value);
		} catch (error) {
			if (!(error instanceof BusError)) throw error;
			addIssue({ message: error.hint ?? error.message, received: JSON.stringify(dataset.value) });
			return NEVER;
		}
	});
}

function wantedBy({ expected, message }: v.BaseIssue<unknown>): string {
	return expected ?? message;
}
