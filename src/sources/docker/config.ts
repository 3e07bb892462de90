/** The section `[docker]` of config.toml. */
import * as v from "valibot";
import { checkConfig, checkedText } from "../check-config.js";
import { parseHost } from "./engine/parse-host.js";

export const dockerSchema = v.strictObject({
	/** Of the Engine: `unix:///path` or `tcp://host:port`. Empty: the one that `docker` would ask. */
	host: v.optional(v.pipe(v.string(), checkedText(checkHost)), ""),
	/** Listen from the start of the daemon on, instead of from the first wait. */
	always: v.optional(v.boolean(), false),
});

export type DockerConfig = v.InferOutput<typeof dockerSchema>;

/** @throws BusError CONFIG_INVALID naming the key */
export function parseDockerConfig(value: unknown): DockerConfig {
	return checkConfig(dockerSchema, value ?? {}, "docker");
}

function checkHost(text: string): string {
	if (text !== "") parseHost(text);
	return text;
}
