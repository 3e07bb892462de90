/** What the session shall know, if this moment of it takes that, in the way in which the vendor wants it. */
import { beginsSession } from "../../vendors/lifecycle.js";
import { loadContext } from "../../vendors/vendors.js";
import type { CalledHook, Word } from "../hook.js";
import type { AwaitedSession } from "./tell.js";

/** @param late Resolves when the hook has no more time. */
export async function askForWord(
	{ connection, agent }: AwaitedSession,
	{ vendor, report }: CalledHook,
	late: Promise<void>,
): Promise<Word | undefined> {
	const toAnswer = (await loadContext(vendor))?.(report);
	if (toAnswer === undefined) return undefined;
	const notices = await connection.ask({
		op: "notices",
		agent,
		...(beginsSession(report) ? { at_start: true } : {}),
	});
	if (notices.op !== "notices" || notices.text === "") return undefined;
	return {
		answer: JSON.stringify(toAnswer(notices.text)),
		printed: async () => {
			const said = connection.ask({ op: "cancel", target: notices.id }).then(() => undefined);
			await Promise.race([said.catch(() => undefined), late]);
			connection.close();
		},
	};
}
