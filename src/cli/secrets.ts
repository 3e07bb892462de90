import { createSystemClock } from "../platform/clock.js";
import { ensureDirectory } from "../platform/directories.js";
import { readHost } from "../platform/host.js";
import { resolvePaths } from "../platform/paths.js";
import { SecretStore } from "../platform/secrets.js";

/** This user's secrets. @throws BusError PATH_INVALID */
export function openSecrets(): SecretStore {
	const host = readHost();
	const { stateDir, secretsPath } = resolvePaths(host);
	ensureDirectory(stateDir, { uid: host.uid, variable: "WAITBUS_STATE_DIR" });
	return new SecretStore(secretsPath, createSystemClock());
}
