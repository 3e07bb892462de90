/** Every tool, in the order in which clients see them. */
import type { Tool } from "./tool.js";
import { emitEvent } from "./tools/emit-event.js";
import { waitForEvent } from "./tools/wait-for-event.js";

export const TOOLS: readonly Tool[] = [waitForEvent, emitEvent];
