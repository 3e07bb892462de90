/** The examples in the comments of the SDK, as programs: what a reader copies must compile, and do what it says. */
import { read } from "../repository/checkout.js";

/** What follows @example in a file, without the stars. */
function examplesOf(file: string): readonly string[] {
	const comments = read(file).match(/\/\*\*.*?\*\//gs) ?? [];
	return comments.flatMap((comment) => {
		const text = comment.replace(/^\/\*\*|\*\/$/g, "").replace(/^\s*\* ?/gm, "");
		const [, example] = /@example\s+(.*?)(?=\n@|$)/s.exec(text) ?? [];
		return example === undefined ? [] : [example.trim()];
	});
}

export const SDK_EXAMPLES = [
	...examplesOf("src/index.ts").map((code) =>
		code.includes("import ") ? code : `import { emit, subscribe, waitFor } from "waitbus";\n${code}`,
	),
	...examplesOf("src/client/bus-client.ts").map(
		(code) => `import { connect } from "waitbus";\nconst bus = connect();\n${code}\nawait bus.close();`,
	),
];
