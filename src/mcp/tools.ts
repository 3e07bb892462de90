/** Every tool, in the order in which clients see them. */
import type { Tool } from "./tool.js";
import { claim, release } from "./tools/claim.js";
import { emitEvent } from "./tools/emit-event.js";
import { getEvent } from "./tools/get-event.js";
import { listAgents } from "./tools/list-agents.js";
import { queryCi } from "./tools/query-ci.js";
import { readAgentMessages, readMessages } from "./tools/read-messages.js";
import { reportHook } from "./tools/report-hook.js";
import { emitAgentMessage, sendMessage } from "./tools/send-message.js";
import { tailEvents } from "./tools/tail-events.js";
import { waitForEvent } from "./tools/wait-for-event.js";

export const TOOLS: readonly Tool[] = [
	waitForEvent,
	queryCi,
	tailEvents,
	getEvent,
	emitEvent,
	sendMessage,
	readMessages,
	listAgents,
	claim,
	release,
	reportHook,
	emitAgentMessage,
	readAgentMessages,
];
