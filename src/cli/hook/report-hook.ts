/** A hook that is told to the MCP server, published as `waitbus hook` publishes it. */
import { BusError } from "../../errors.js";
import type { ReportedHook } from "../../mcp/reported-hook.js";
import { answerOf } from "../../vendors/vendors.js";
import { publishHook, toCalledHook } from "../hook.js";

/** Resolves with what `waitbus hook` would print, whatever happens. */
export async function reportHook(
	{ vendor, event, payload }: ReportedHook,
	tell: (problem: string) => void,
): Promise<string> {
	try {
		const input = { text: JSON.stringify(payload), isCut: false };
		const word = await publishHook(() => toCalledHook(vendor, event, input));
		await word?.printed();
		return word?.answer ?? answerOf(vendor) ?? "";
	} catch (error) {
		const code = error instanceof BusError ? ` [${error.code}]` : "";
		tell(`${error instanceof Error ? error.message : String(error)}${code}`);
		return answerOf(vendor) ?? "";
	}
}
