/** `waitbus digest`: what happened since an agent last looked. */
import type { Digest } from "../client/digest.js";
import { markSeen, readDigest } from "../client/digest.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { withoutAbsent } from "../event/without-absent.js";
import { createLink } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { speakAs } from "./mail-flags.js";
import type { Terminal } from "./terminal.js";

export async function runDigest(invocation: Invocation): Promise<number> {
	const { flags, terminal } = invocation;
	const question = withoutAbsent({
		since: flags.text("since"),
		maxBytes: parseBytes(flags.text("max-bytes")),
	});
	const link = createLink(invocation);
	try {
		const digest = await speakAs(flags.text("agent"), ({ name }) =>
			readDigest(link, { ...question, ...withoutAbsent({ agent: name }) }),
		);
		if (flags.isSet("json")) terminal.print(JSON.stringify(digest));
		else if (digest.lines.length + digest.omitted > 0) print(digest, terminal);
		else if (!flags.isSet("quiet")) terminal.print(`nothing happened that ${digest.agent} should know`);
		// Only now: whoever is killed before finds it again.
		if (!flags.isSet("peek")) await markSeen(link, digest);
		return EXIT_CODES.done;
	} finally {
		await link.close();
	}
}

function print({ lines, omitted, counts }: Digest, terminal: Terminal): void {
	const told = Object.entries(counts).filter(([, count]) => count > 0);
	terminal.print(told.map(([part, count]) => `${part}: ${count}`).join(", "));
	if (omitted > 0) terminal.print(`and before these ${omitted} more`);
	for (const line of lines) terminal.print(line);
}

function parseBytes(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (/^[1-9]\d{1,6}$/.test(text) && Number(text) <= 1_048_576) return Number(text);
	throw new BusError("USAGE", `Cannot use --max-bytes "${text}": not a whole number from 10 to 1048576`, {
		hint: "waitbus digest --max-bytes 2000",
	});
}
