import { sendJson } from "./answer.js";
import type { Exchange } from "./exchange.js";

/** Costs nothing, however long the log is: whoever watches may ask as often as it likes. */
export function getHealth({ response, backend }: Exchange): void {
	const { version, pid, uptimeMs } = backend.health();
	sendJson(response, { status: "ok", version, pid, uptime_ms: uptimeMs }, { status: 200 });
}
