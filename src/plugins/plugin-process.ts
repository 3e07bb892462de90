/** The process of a plugin: in a group of its own, with pipes and nothing else of ours, ended with whatever it started. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { signalGroup } from "../platform/process-group.js";
import { CHANNEL_FD } from "./messages.js";

export interface PluginProcessOptions {
	readonly nodeFlags: readonly string[];
	readonly runnerPath: string;
	readonly modulePath: string;
	/** All that it finds there. */
	readonly env: NodeJS.ProcessEnv;
}

export class PluginProcess {
	readonly channel: Socket;
	/** Standard output and standard error. */
	readonly outputs: readonly Readable[];
	/** Resolves with how it ended, as a clause. Never rejects. */
	readonly ended: Promise<string>;
	/** 0 when it could not be started. */
	readonly pid: number;

	constructor({ nodeFlags, runnerPath, modulePath, env }: PluginProcessOptions) {
		const child = spawn(process.execPath, [...nodeFlags, runnerPath, modulePath], {
			env,
			// Nothing is found, and nothing left behind, by a relative path.
			cwd: "/",
			stdio: ["ignore", "pipe", "pipe", "pipe"],
			detached: true,
		});
		this.pid = child.pid ?? 0;
		this.channel = child.stdio[CHANNEL_FD] as Socket;
		this.outputs = [child.stdout, child.stderr].filter((stream) => stream !== null);
		this.ended = describeEnd(child).finally(() => this.kill());
	}

	/** It, and whatever it has started. */
	kill(): void {
		if (this.pid > 0) signalGroup(this.pid, "SIGKILL");
	}
}

function describeEnd(child: ChildProcess): Promise<string> {
	return new Promise((resolve) => {
		child.once("error", (error) => resolve(`it cannot be started: ${error.message}`));
		child.once("exit", (code, signal) =>
			resolve(signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`),
		);
	});
}
