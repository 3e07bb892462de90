/** Why `gh webhook forward` ended, by what it wrote. */
import { BusError } from "../../errors.js";
import type { ForwarderEnd } from "./forwarder.js";

const INSTALL = "gh extension install cli/gh-webhook";
export const INSTALL_HINT = `Install gh (https://cli.github.com), then: ${INSTALL}`;

/** Trying again may help. */
export interface Refusal {
	readonly reason: string;
	readonly hint: string | undefined;
}

/** @throws BusError COMMAND_NOT_FOUND, SOURCE_FAILED when trying again cannot help */
export function explainEnd(repo: string, { lines, exitCode, signal }: ForwarderEnd): Refusal {
	const text = lines.join("\n");
	if (/unknown command "webhook"/.test(text))
		throw new BusError("COMMAND_NOT_FOUND", 'Cannot run "gh webhook": gh lacks this extension', {
			hint: INSTALL,
		});
	if (/unknown (?:shorthand )?flag/.test(text))
		throw new BusError("SOURCE_FAILED", `Cannot forward "${repo}": the extension of gh is too old`, {
			hint: "gh extension upgrade cli/gh-webhook",
		});
	if (/gh auth login|must be authenticated|HTTP 401/i.test(text))
		throw new BusError("SOURCE_FAILED", `Cannot forward "${repo}": gh is not logged in`, {
			hint: "gh auth login",
		});
	if (/hook already exists/i.test(text))
		return {
			reason: "GitHub allows one forwarder for a repository at a time, and there is one already",
			hint: `A hook that a killed forwarder left behind is listed by: gh api repos/${repo}/hooks --jq '.[] | select(.name == "cli") | .url' and removed by: gh api --method DELETE URL`,
		};
	if (/HTTP 40[34]/.test(text))
		return {
			reason: "GitHub lets only those forward who administer the repository",
			hint: `gh api repos/${repo} --jq .permissions.admin`,
		};
	return { reason: toReason({ lines, exitCode, signal }), hint: undefined };
}

function toReason({ lines, exitCode, signal }: ForwarderEnd): string {
	const end = signal === undefined ? `gh ended with exit code ${exitCode}` : `gh was ended by ${signal}`;
	// A wrong command line is followed by a page of usage.
	const said =
		lines.findLast((line) => /^error:/i.test(line)) ?? lines.findLast((line) => line.trim() !== "");
	return said === undefined ? end : `${end}: ${said.trim()}`;
}
