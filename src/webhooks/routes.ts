import { BusError } from "../errors.js";
import type { WebhookSource } from "../sources/source.js";
import type { Routes } from "./find-route.js";

/** @throws BusError CONFIG_INVALID when two sources want one path */
export function toRoutes(sources: readonly WebhookSource[]): Routes {
	const routes = new Map<string, WebhookSource>();
	for (const source of sources) {
		const other = routes.get(source.path);
		if (other !== undefined) {
			throw new BusError(
				"CONFIG_INVALID",
				`Cannot serve "${source.path}": both ${other.name} and ${source.name} want it`,
				{
					hint: "Give one of them another path in config.toml",
				},
			);
		}
		routes.set(source.path, source);
	}
	return routes;
}
