import { resolve } from "node:path";
import type { Command, Invocation } from "./command.js";
import { usage } from "./parse-arguments.js";

/** A resource with a slash in it is a path, and the daemon has another working directory. */
export function toResource(command: Command, { arguments: words }: Pick<Invocation, "arguments">): string {
	const [resource] = words;
	if (resource === undefined) throw usage(command, "the resource is wanted, such as deploy or ./src");
	return resource.includes("/") || resource === "." || resource === ".." ? resolve(resource) : resource;
}
