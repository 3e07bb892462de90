/** The contexts of Docker's command line: named Engines, each a file. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import * as v from "valibot";
import { BusError } from "../../../errors.js";
import { configDirectory, findJson, readTls, textOf } from "./docker-files.js";
import type { Endpoint } from "./endpoint.js";
import { toEndpoint } from "./endpoint.js";

const contextSchema = v.object({
	Endpoints: v.object({
		docker: v.object({ Host: v.string(), SkipTLSVerify: v.optional(v.boolean(), false) }),
	}),
});

/** @throws BusError CONFIG_INVALID with the remedy */
export function readContext(name: string, env: NodeJS.ProcessEnv): Endpoint {
	const directory = join(configDirectory(env), "contexts");
	const id = createHash("sha256").update(name).digest("hex");
	const read = v.safeParse(contextSchema, findJson(join(directory, "meta", id, "meta.json")));
	if (!read.success) {
		throw new BusError("CONFIG_INVALID", `Cannot use the Docker context "${name}": it does not read`, {
			hint: "docker context ls",
		});
	}
	const { Host, SkipTLSVerify } = read.output.Endpoints.docker;
	const tls = readTls(join(directory, "tls", id, "docker"), !SkipTLSVerify);
	const hasTls = tls.ca !== undefined || tls.cert !== undefined || SkipTLSVerify;
	return toEndpoint(Host, hasTls ? tls : undefined);
}

/** The one that `docker context use` chose. */
export function findCurrentContext(env: NodeJS.ProcessEnv): string | undefined {
	const read = v.safeParse(
		v.object({ currentContext: v.string() }),
		findJson(join(configDirectory(env), "config.json")),
	);
	return read.success ? textOf(read.output.currentContext) : undefined;
}
