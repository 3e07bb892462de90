/** Texts of JSON with comments as people leave them: any layout, any order, trailing commas, other line endings. */
import fc from "fast-check";

const space = fc.constantFrom(
	"",
	" ",
	"\n",
	"\n  ",
	"\n\t",
	"\n    ",
	" // a remark\n",
	" /* , } */ ",
	"\n\n",
);

const scalar = fc.oneof(
	fc.integer().map(String),
	fc.constantFrom("true", "null", '"}"', '"// no remark"', '"a\\"b"', '"\u00e9\ud83d\ude00"'),
);

function join(parts: readonly string[], [open, close]: readonly [string, string], comma: string): string {
	return parts.length === 0 ? open + close : `${open}${parts.join(",")}${comma}${close}`;
}

const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
	value: fc.oneof({ depthSize: "small", withCrossShrink: true }, scalar, tie("list"), tie("object")),
	list: fc
		.tuple(
			fc.array(
				fc.tuple(space, tie("value"), space).map((each) => each.join("")),
				{ maxLength: 3 },
			),
			fc.constantFrom("", ","),
		)
		.map(([items, comma]) => join(items, ["[", "]"], comma)),
	object: objectOf(fc.constantFrom("a", "b", "hook", "command"), tie("value")),
}));

function objectOf(key: fc.Arbitrary<string>, part: fc.Arbitrary<string>): fc.Arbitrary<string> {
	return fc
		.tuple(
			fc.uniqueArray(fc.tuple(key, part), { selector: ([name]) => name, maxLength: 4 }),
			space,
			space,
			fc.constantFrom("", ","),
		)
		.map(([members, before, after, comma]) =>
			join(
				members.map(([name, text]) => `${before}"${name}":${after}${text}${before}`),
				["{", `${after}}`],
				comma,
			),
		);
}

const groups = fc.array(
	fc.constantFrom(
		'{"hooks":[{"type":"command","command":"theirs.sh"}]}',
		'{ "matcher": "x", "hooks": [\n{ "type": "command", "command": "say hook claude" } // ours\n] }',
	),
	{ maxLength: 2 },
);

const settings = fc
	.record(
		{
			model: scalar,
			mcpServers: objectOf(fc.constantFrom("other", "more"), fc.constant('{"command":"x"}')),
			hooks: fc.record({ Stop: groups, PreToolUse: groups }, { requiredKeys: [] }).map((events) =>
				join(
					Object.entries(events).map(([event, items]) => `\n\t"${event}": [${items.join(", ")}]`),
					["{", "}"],
					"",
				),
			),
			rest: value,
		},
		{ requiredKeys: [] },
	)
	.map((parts) => Object.entries(parts).map(([key, text]) => `"${key}": ${text}`));

/** The settings of a vendor, with or without what `connect` adds to. */
export const settingsTexts: fc.Arbitrary<string> = fc
	.tuple(settings, space, space, fc.constantFrom("", ","), fc.boolean(), fc.boolean())
	.map(([members, before, after, comma, hasBom, isDos]) => {
		const body = join(
			members.map((member) => before + member),
			["{", `${after}}`],
			comma,
		);
		const text = `${hasBom ? "\uFEFF" : ""}${body}${after}`;
		return isDos ? text.replaceAll("\n", "\r\n") : text;
	});
