import type { JsonValue } from "../event/event.js";

const OVER: ReadonlySet<JsonValue | undefined> = new Set([
	"completed",
	"failed",
	"killed",
	"stopped",
	"cancelled",
]);

/** How much of what a turn started in the background still runs: of a list of tasks, or a number. */
export function countRunning(tasks: JsonValue | undefined): number {
	if (typeof tasks === "number") return Math.max(0, Math.trunc(tasks));
	return Array.isArray(tasks) ? tasks.filter((task) => !OVER.has(statusOf(task as JsonValue))).length : 0;
}

function statusOf(task: JsonValue): JsonValue | undefined {
	return typeof task === "object" && task !== null && "status" in task ? task["status"] : undefined;
}
