/**
 * Scores CEL libraries over the conformance data of google/cel-spec; docs/decisions/0002-cel-library.md has the result.
 *
 *     npm install --no-save @marcbachmann/cel-js cel-js
 *     node scripts/cel-conformance.js [--failures NAME]
 *
 * A library that is not installed is left out.
 */
import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";
import { isSame, readValue, show } from "./cel-conformance/values.js";

const LIBRARIES = {
	"@bufbuild/cel": () => import("./cel-conformance/bufbuild.js"),
	"@marcbachmann/cel-js": () => import("./cel-conformance/marcbachmann.js"),
	"cel-js": () => import("./cel-conformance/chromegg.js"),
};

// What the language definition leaves to extension libraries.
const EXTENSIONS = new Set([
	"bindings_ext",
	"block_ext",
	"encoders_ext",
	"macros2",
	"math_ext",
	"optionals",
	"proto2_ext",
	"string_ext",
]);

// What only a host that has protobuf messages can use.
const PROTOBUF_SUITES = new Set(["dynamic", "enums", "proto2", "proto3", "wrappers", "type_deductions"]);
const PROTOBUF_USE = /TestAllTypes|google\.protobuf|"@type":"[^"]*(conformance|Any|Value|Struct)"/;

const shownName = process.argv[2] === "--failures" ? process.argv[3] : undefined;
const rows = [];
for (const [name, load] of Object.entries(LIBRARIES)) {
	try {
		const { evaluate } = await load();
		rows.push({ library: name, ...score(evaluate, name === shownName ? console.log : () => {}) });
	} catch (error) {
		console.error(`${name} is left out: ${String(error).split("\n")[0]}`);
	}
}
console.table(rows);

/** `json`: what expressions over JSON can use; `standard`: the language; `all`: with the extension libraries. */
function score(evaluate, report) {
	const verdicts = { json: [], standard: [], all: [] };
	for (const { suite, test } of tests.suites.flatMap((each) => listTests(each, each.name))) {
		const failure = findFailure(evaluate, test);
		if (failure !== undefined) report(`${suite}: ${test.name}: ${JSON.stringify(test.expr)} ${failure}`);
		for (const group of groupsOf(suite, test)) verdicts[group].push(failure === undefined);
	}
	return Object.fromEntries(
		Object.entries(verdicts).map(([group, passes]) => [
			group,
			`${passes.filter(Boolean).length}/${passes.length}`,
		]),
	);
}

function listTests({ tests: own = [], suites = [] }, suite) {
	const evaluable = own
		.map(({ original }) => ({ suite, test: original }))
		.filter(({ test }) => !test.checkOnly);
	return [...evaluable, ...suites.flatMap((inner) => listTests(inner, suite))];
}

function groupsOf(suite, test) {
	if (EXTENSIONS.has(suite)) return ["all"];
	if (PROTOBUF_SUITES.has(suite) || PROTOBUF_USE.test(JSON.stringify(test))) return ["all", "standard"];
	return ["all", "standard", "json"];
}

function findFailure(evaluate, test) {
	const wantsError = test.evalError !== undefined || test.anyEvalErrors !== undefined;
	let actual;
	try {
		actual = evaluate(test);
	} catch (error) {
		return wantsError ? undefined : `threw ${String(error).split("\n")[0]}`;
	}
	if (wantsError) return `gave ${show(actual)}, wanted an error`;
	const expected = readValue(test.value ?? test.typedResult?.result ?? { boolValue: true });
	return isSame(expected, actual) ? undefined : `gave ${show(actual)}, wanted ${show(expected)}`;
}
