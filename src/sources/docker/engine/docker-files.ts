/** The files of Docker's command line. One that does not read is one that is not there. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Tls } from "./address.js";

export function configDirectory(env: NodeJS.ProcessEnv): string {
	return textOf(env["DOCKER_CONFIG"]) ?? join(homeOf(env), ".docker");
}

export function homeOf(env: NodeJS.ProcessEnv): string {
	return textOf(env["HOME"]) ?? homedir();
}

/** Docker takes an empty variable for one that is not set. */
export function textOf(value: string | undefined): string | undefined {
	return value === "" ? undefined : value;
}

export function readTls(directory: string, isVerified: boolean): Tls {
	const read = (name: string): string | undefined => findFile(join(directory, name));
	return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem"), isVerified };
}

export function findJson(path: string): unknown {
	try {
		return JSON.parse(findFile(path) ?? "null");
	} catch {
		return undefined;
	}
}

function findFile(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}
