/** From nothing to a listening daemon, and back. The order of these steps is what the guarantees rest on. */
import { createSystemClock } from "../platform/clock.js";
import { createDeferred } from "../platform/deferred.js";
import { ensureDirectory } from "../platform/directories.js";
import { FileRemovalWatch } from "../platform/file-removal.js";
import type { Host } from "../platform/host.js";
import { acquireInstanceLock, type InstanceLock } from "../platform/instance-lock.js";
import { openLibc } from "../platform/libc.js";
import { createLog } from "../platform/log.js";
import { type Paths, resolvePaths } from "../platform/paths.js";
import {
	clearListenVariables,
	inheritedSocketFd,
	notifyServiceManager,
} from "../platform/service-manager.js";
import { checkSocketPath } from "../platform/socket-path.js";
import { openStore } from "../store/open-store.js";
import { type ComposedDaemon, composeDaemon, type DaemonParts } from "./compose.js";
import { loadConfig } from "./config.js";
import { Listener } from "./listener.js";

export interface ServeOptions {
	readonly host: Host;
	readonly version: string;
	/** Where the log goes: the terminal in the foreground, the log file otherwise. */
	readonly openLog: (paths: Paths) => (line: string) => void;
}

export interface RunningDaemon {
	/** Resolves with the reason when the daemon has ended. */
	readonly ended: Promise<string>;
	stop(reason: string): void;
	/** Somebody who looked for the socket did not find it: a cleaner of temporary files may have taken it. */
	restoreSocket(): void;
}

/**
 * Starts the daemon; undefined when another one serves this state directory already.
 * @throws BusError CONFIG_INVALID, PATH_INVALID, STORE_FAILED, STORE_FULL, STORE_TOO_NEW, DAEMON_UNREACHABLE
 */
export async function serve({ host, version, openLog }: ServeOptions): Promise<RunningDaemon | undefined> {
	const paths = resolvePaths(host);
	checkSocketPath(paths.socketPath, host.platform);
	// Whatever this process creates is this user's alone: socket, database, write-ahead log, log file.
	process.umask(0o077);
	ensureDirectory(paths.stateDir, { uid: host.uid, variable: "WAITBUS_STATE_DIR" });
	ensureDirectory(paths.runtimeDir, { uid: host.uid, variable: "WAITBUS_RUNTIME_DIR" });
	const libc = await openLibc();
	const lock = acquireInstanceLock(libc, paths.lockPath, {
		pid: process.pid,
		startedAtMs: Date.now(),
		socketPath: paths.socketPath,
		version,
	});
	if (lock === undefined) return undefined;
	try {
		const config = loadConfig(paths.configPath, host.env);
		const log = createLog({
			write: openLog(paths),
			clock: createSystemClock(),
			minimumLevel: config.log_level,
		});
		const store = await openStore(paths.databasePath, { durability: config.durability });
		return await start({ host, version, paths, libc, lock, config, log, store });
	} catch (error) {
		lock.release();
		throw error;
	}
}

interface Parts extends Omit<DaemonParts, "onStop"> {
	readonly lock: InstanceLock;
}

async function start(parts: Parts): Promise<RunningDaemon> {
	const { host, version, paths, libc, log } = parts;
	const ending = createDeferred<string>();
	const { daemon, sources, agents } = await composeDaemon({ ...parts, onStop: () => ending.resolve("stop") });
	const listener = await Listener.open({
		socketPath: paths.socketPath,
		inheritedFd: inheritedSocketFd(host.env, process.pid),
		uid: host.uid,
		libc,
		clock: createSystemClock(),
		onConnection: (socket, peerPid) => daemon.accept(socket, peerPid),
		onForeignPeer: (uid) => log.warn("foreign peer refused", { uid }),
		onAcceptError: (error) => log.warn("connection not accepted", { error }),
	});
	clearListenVariables(host.env);
	notifyServiceManager(libc, host.env, { kind: "ready", status: `listening on ${paths.socketPath}` });
	log.info("listening", { socket: paths.socketPath, pid: process.pid, version });
	// Without its directory nobody can find this daemon, and the next one cannot know of it.
	const removal = new FileRemovalWatch(paths.lockPath, () => ending.resolve("shutdown"));
	const ended = ending.promise.then((reason) => {
		removal.close();
		return end(parts, { daemon, listener, sources, agents, reason });
	});
	return {
		ended,
		stop: (reason) => ending.resolve(reason),
		restoreSocket: () => restoreSocket(parts, listener),
	};
}

function restoreSocket({ host, paths, log }: Parts, listener: Listener): void {
	try {
		ensureDirectory(paths.runtimeDir, { uid: host.uid, variable: "WAITBUS_RUNTIME_DIR" });
	} catch (error) {
		return log.error("socket not restored", { error });
	}
	listener.restore().then(
		(isRestored) => isRestored && log.warn("socket restored", { socket: paths.socketPath }),
		(error: unknown) => log.error("socket not restored", { error }),
	);
}

interface Running extends ComposedDaemon {
	readonly listener: Listener;
	readonly reason: string;
}

async function end(
	{ host, libc, lock, log, store }: Parts,
	{ daemon, listener, sources, agents, reason }: Running,
): Promise<string> {
	notifyServiceManager(libc, host.env, { kind: "stopping" });
	log.info("stopping", { reason });
	// Before the bus: what was taken is committed and answered.
	await sources.close();
	await agents.close();
	await daemon.stop(listener, reason);
	store.close();
	// Last: the next daemon may open the database as soon as it has the lock.
	lock.release();
	return reason;
}
