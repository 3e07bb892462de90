/** A real Docker Engine of the test's own, without a network: its sockets, containers and images are in one directory. */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const BUSYBOX = "/bin/busybox";
const IMAGE = "waitbus-test:1";

/** For a test's `skip`: false, or what has to be done. In CI everything is there, and must be. */
export const dockerIsMissing = process.env["CI"] === "true" ? false : findHindrance();

function findHindrance(): string | false {
	if (process.getuid?.() !== 0) return "a Docker Engine of its own needs root";
	const isMissing = ["dockerd", "docker", BUSYBOX].some(
		(program) => spawnSync(program, ["--help"]).error !== undefined,
	);
	return isMissing ? "apt-get install docker.io busybox-static" : false;
}

/** Resolves once it answers and has an image of busybox; whoever starts it stops it. */
export async function startDockerEngine(): Promise<DockerEngine> {
	// A socket's path is short.
	const engine = new DockerEngine(mkdtempSync(join(tmpdir().length > 40 ? "/tmp" : tmpdir(), "wb-docker-")));
	await engine.start();
	await engine.importImage();
	return engine;
}

export class DockerEngine {
	readonly directory: string;
	readonly socketPath: string;
	/** As DOCKER_HOST has it. */
	readonly host: string;
	#child: ChildProcess | undefined;
	#exited: Promise<unknown> = Promise.resolve();

	constructor(directory: string) {
		this.directory = directory;
		this.socketPath = join(directory, "docker.sock");
		this.host = `unix://${this.socketPath}`;
	}

	async start(): Promise<void> {
		const child = spawn(
			"dockerd",
			[
				"--iptables=false",
				"--ip6tables=false",
				"--bridge=none",
				"--storage-driver=vfs",
				`--data-root=${join(this.directory, "data")}`,
				`--exec-root=${join(this.directory, "exec")}`,
				`--pidfile=${join(this.directory, "pid")}`,
				// One containerd may serve several Engines of a machine.
				"--containerd-namespace=waitbus-test",
				"--containerd-plugins-namespace=waitbus-test-plugins",
				`--host=${this.host}`,
			],
			{ stdio: ["ignore", "ignore", "pipe"] },
		);
		this.#child = child;
		this.#exited = once(child, "exit");
		const said: string[] = [];
		for await (const line of createInterface(child.stderr)) {
			said.push(line);
			if (!line.includes("API listen on")) continue;
			child.stderr.resume();
			return;
		}
		throw new Error(`dockerd ended before it listened:\n${said.slice(-5).join("\n")}`);
	}

	/** In good order, as `systemctl stop docker`: it ends the containers that still run. */
	async stop(): Promise<void> {
		this.#child?.kill("SIGTERM");
		await this.#exited;
	}

	/** Stops it, and removes all that it leaves. */
	async close(): Promise<void> {
		const containers = (await this.docker("ps", "--all", "--quiet")).split("\n").filter(Boolean);
		// One of them may be about to remove itself.
		for (const id of containers) await this.docker("rm", "--force", id).catch(() => undefined);
		await this.stop();
		rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
	}

	/** Runs Docker's command line. @returns what it prints, trimmed */
	async docker(...args: readonly string[]): Promise<string> {
		const env = { ...process.env, DOCKER_HOST: this.host };
		const { stdout } = await promisify(execFile)("docker", args, { env });
		return stdout.trim();
	}

	/** Starts a container. @param args Flags of `docker run`, then `--` and a line for the shell. @returns its id */
	async run(...args: readonly string[]): Promise<string> {
		return await this.#make(["run", "--detach"], args);
	}

	/** The same, but `docker start` starts it. */
	async create(...args: readonly string[]): Promise<string> {
		return await this.#make(["create"], args);
	}

	async #make(command: readonly string[], args: readonly string[]): Promise<string> {
		const border = args.indexOf("--");
		const [flags, line] = [args.slice(0, border), args.slice(border + 1)];
		const program = ["/bin/busybox", "sh", "-c", ...line];
		return await this.docker(...command, "--network=none", ...flags, IMAGE, ...program);
	}

	async importImage(): Promise<void> {
		const root = join(this.directory, "image");
		mkdirSync(join(root, "bin"), { recursive: true });
		copyFileSync(BUSYBOX, join(root, "bin/busybox"));
		for (const name of ["sh", "sleep", "tail"]) symlinkSync("busybox", join(root, "bin", name));
		const archive = join(this.directory, "image.tar");
		spawnSync("tar", ["-C", root, "-cf", archive, "."]);
		await this.docker("import", archive, IMAGE);
	}
}
