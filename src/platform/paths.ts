/** Where everything lives. Client and daemon call this with the same host and must get the same answer. */

import { resolve } from "node:path";
import { BusError } from "../errors.js";
import type { Host } from "./host.js";
import { resolveRuntimeDirectory } from "./runtime-directory.js";

export interface Paths {
	readonly stateDir: string;
	readonly runtimeDir: string;
	readonly configDir: string;
	readonly socketPath: string;
	readonly databasePath: string;
	readonly lockPath: string;
	readonly logPath: string;
	readonly configPath: string;
	readonly cursorsDir: string;
	/** What hooks leave for the daemon, and the signs that it leaves for them. */
	readonly hooksDir: string;
	/** What was written into the files of coding agents. */
	readonly connectionsDir: string;
	readonly secretsPath: string;
	readonly pluginsDir: string;
	/** What is known of each plugin that the user trusts. */
	readonly trustPath: string;
}

/** @throws BusError PATH_INVALID for an override that cannot be used */
export function resolvePaths(host: Host): Paths {
	const stateDir = findOverride(host, "WAITBUS_STATE_DIR") ?? defaultStateDirectory(host);
	const configDir = findOverride(host, "WAITBUS_CONFIG_DIR") ?? defaultConfigDirectory(host);
	const explicitRuntimeDir = findOverride(host, "WAITBUS_RUNTIME_DIR");
	const runtimeDir = resolveRuntimeDirectory(host, { explicit: explicitRuntimeDir, stateDir });
	return {
		stateDir,
		runtimeDir,
		configDir,
		socketPath: `${runtimeDir}/broadcast.sock`,
		databasePath: `${stateDir}/events.db`,
		lockPath: `${stateDir}/daemon.lock`,
		logPath: `${stateDir}/daemon.log`,
		configPath: `${configDir}/config.toml`,
		cursorsDir: `${stateDir}/cursors`,
		hooksDir: `${stateDir}/hooks`,
		connectionsDir: `${stateDir}/connections`,
		secretsPath: `${stateDir}/secrets.json`,
		pluginsDir: `${stateDir}/plugins`,
		trustPath: `${configDir}/plugins.trust.toml`,
	};
}

type Override = "WAITBUS_STATE_DIR" | "WAITBUS_RUNTIME_DIR" | "WAITBUS_CONFIG_DIR";

function findOverride(host: Host, variable: Override): string | undefined {
	const value = host.env[variable];
	if (!value) return undefined;
	const path = value.startsWith("~") ? expandTilde(host, variable, value) : value;
	// Processes with different working directories would each find another bus.
	if (!path.startsWith("/")) {
		throw new BusError("PATH_INVALID", `Cannot use ${variable} "${value}": it is not an absolute path`, {
			hint: `Begin it with / or ~/, as in ${variable}=~/waitbus`,
		});
	}
	return resolve(path);
}

function expandTilde(host: Host, variable: Override, value: string): string {
	if (value !== "~" && !value.startsWith("~/")) {
		throw new BusError("PATH_INVALID", `Cannot expand ${variable} "${value}": only ~ and ~/ are expanded`, {
			hint: "Write the home directory of another user in full",
		});
	}
	if (host.homeDirectory === undefined) {
		throw new BusError(
			"PATH_INVALID",
			`Cannot expand ${variable} "${value}": the home directory is not known`,
			{
				hint: `Set HOME, or set ${variable} to an absolute path`,
			},
		);
	}
	return host.homeDirectory + value.slice(1);
}

function defaultStateDirectory(host: Host): string {
	const base = findXdgDirectory(host, "XDG_STATE_HOME");
	if (base !== undefined) return `${base}/waitbus`;
	const home = requireHomeDirectory(host, "WAITBUS_STATE_DIR");
	return host.platform === "darwin"
		? `${home}/Library/Application Support/waitbus`
		: `${home}/.local/state/waitbus`;
}

function defaultConfigDirectory(host: Host): string {
	const base = findXdgDirectory(host, "XDG_CONFIG_HOME");
	if (base !== undefined) return `${base}/waitbus`;
	const home = requireHomeDirectory(host, "WAITBUS_CONFIG_DIR");
	return host.platform === "darwin"
		? `${home}/Library/Application Support/waitbus`
		: `${home}/.config/waitbus`;
}

function findXdgDirectory(host: Host, variable: "XDG_STATE_HOME" | "XDG_CONFIG_HOME"): string | undefined {
	const value = host.env[variable];
	// XDG Base Directory Specification: a relative path is invalid and is to be ignored.
	return value?.startsWith("/") ? resolve(value) : undefined;
}

function requireHomeDirectory(host: Host, variable: Override): string {
	if (host.homeDirectory !== undefined) return resolve(host.homeDirectory);
	const what = variable === "WAITBUS_STATE_DIR" ? "state" : "config";
	throw new BusError("PATH_INVALID", `Cannot find the ${what} directory: HOME is not set`, {
		hint: "Set HOME, or set WAITBUS_STATE_DIR and WAITBUS_CONFIG_DIR to absolute paths",
	});
}
