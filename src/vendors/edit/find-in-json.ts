/** What of ours is in a vendor's settings in JSON. */
import { findNodeAtLocation, getNodeValue, type Node } from "jsonc-parser";
import type { JsonObject } from "../../event/event.js";
import { isOurHook, isOurServer, type Marks } from "./marks.js";

/** The member by the name of waitbus, if that is what it runs. */
export function findOurServer(root: Node, keys: readonly string[]): Node | undefined {
	for (const key of keys) {
		const value = findNodeAtLocation(root, [key, "waitbus"]);
		if (value !== undefined && isOurServer(getNodeValue(value) as JsonObject)) return value.parent;
	}
	return undefined;
}

interface FoundHook {
	readonly event: string;
	readonly command: string;
	readonly node: Node;
}

export function listOurHooks(root: Node, marks: Marks): readonly FoundHook[] {
	const events = findNodeAtLocation(root, ["hooks"])?.children ?? [];
	return events.flatMap(({ children: [key, list] = [] }) =>
		list === undefined
			? []
			: handlersIn(list).flatMap((node) => {
					const command = commandIn(getNodeValue(node) as JsonObject);
					const isOurs = command !== undefined && isOurHook(command, marks);
					return isOurs ? [{ event: String(key?.value), command, node }] : [];
				}),
	);
}

/** Each object of a list, and of the list of hooks that one holds. */
function handlersIn(list: Node): readonly Node[] {
	const items = list.type === "array" ? (list.children ?? []) : [];
	return items.flatMap((item) => {
		const inner = item.type === "object" ? findNodeAtLocation(item, ["hooks"]) : undefined;
		if (inner !== undefined) return handlersIn(inner);
		return item.type === "object" ? [item] : [];
	});
}

export function commandIn(item: JsonObject): string | undefined {
	const { hooks } = item;
	if (Array.isArray(hooks)) return commandIn(hooks[0] as JsonObject);
	const command = item["command"] ?? item["bash"];
	return typeof command === "string" ? command : undefined;
}
