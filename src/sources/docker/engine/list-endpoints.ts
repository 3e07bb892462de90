/** Which Engines `docker` would ask, in its own order: DOCKER_HOST, the current context, the usual sockets. */
import type { Tls } from "./address.js";
import type { Endpoint } from "./endpoint.js";
import { toEndpoint } from "./endpoint.js";
import { findCurrentContext, readContext } from "./context.js";
import { configDirectory, homeOf, readTls, textOf } from "./docker-files.js";

/**
 * @param host As config.toml has it.
 * @throws BusError CONFIG_INVALID with the remedy
 */
export function listEndpoints(host: string, env: NodeJS.ProcessEnv): readonly Endpoint[] {
	const named = textOf(host) ?? textOf(env["DOCKER_HOST"]);
	if (named !== undefined) return [toEndpoint(named, findTls(env))];
	const context = textOf(env["DOCKER_CONTEXT"]) ?? findCurrentContext(env);
	if (context !== undefined && context !== "default") return [readContext(context, env)];
	return listSockets(env).map((path) => toEndpoint(`unix://${path}`, undefined));
}

/** Docker's, rootless Docker's, Docker Desktop's, Podman's. */
function listSockets(env: NodeJS.ProcessEnv): readonly string[] {
	const runtime = textOf(env["XDG_RUNTIME_DIR"]) ?? `/run/user/${process.getuid?.() ?? 0}`;
	const home = homeOf(env);
	return [
		"/var/run/docker.sock",
		`${runtime}/docker.sock`,
		`${home}/.docker/run/docker.sock`,
		`${home}/.docker/desktop/docker.sock`,
		`${runtime}/podman/podman.sock`,
		"/run/podman/podman.sock",
	];
}

/** What counts is that a variable is set, whatever to: `DOCKER_TLS_VERIFY=0` verifies, as docker has it. */
function findTls(env: NodeJS.ProcessEnv): Tls | undefined {
	const isVerified = textOf(env["DOCKER_TLS_VERIFY"]) !== undefined;
	if (!isVerified && textOf(env["DOCKER_TLS"]) === undefined) return undefined;
	return readTls(textOf(env["DOCKER_CERT_PATH"]) ?? configDirectory(env), isVerified);
}
