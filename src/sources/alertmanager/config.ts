/** `[alertmanager]` in config.toml. */
import * as v from "valibot";
import { checkConfig, durationMs } from "../check-config.js";

export const alertmanagerSchema = v.strictObject({
	watchdog: v.optional(
		v.strictObject({
			/** The alert that always fires, as Prometheus is usually set up to prove that alerts arrive. */
			alert: v.optional(v.pipe(v.string(), v.nonEmpty()), "Watchdog"),
			/** For how long it may be silent. Longer than the repeat_interval of its route. */
			timeout: v.optional(durationMs, "10m"),
		}),
		{},
	),
});

export type AlertmanagerConfig = v.InferOutput<typeof alertmanagerSchema>;

/** @throws BusError CONFIG_INVALID naming the key */
export function parseAlertmanagerConfig(value: unknown): AlertmanagerConfig {
	return checkConfig(alertmanagerSchema, value ?? {}, "alertmanager");
}
