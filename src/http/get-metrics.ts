import { sendText } from "./answer.js";
import type { Exchange } from "./exchange.js";
import { METRICS_CONTENT_TYPE, renderMetrics } from "./metrics.js";

export function getMetrics({ response, backend }: Exchange): void {
	sendText(response, renderMetrics(backend.metrics()), { status: 200, contentType: METRICS_CONTENT_TYPE });
}
