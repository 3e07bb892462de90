/** Where a command's output goes: a terminal is its own, everything else passes through us. */
import { closeSync, fstatSync } from "node:fs";
import { tmpdir } from "node:os";
import { isatty } from "node:tty";
import { openPipes, type Pipe } from "../../platform/pipe.js";
import { OutputCopy } from "./output-copy.js";
import type { OutputTail } from "./output-tail.js";

export interface Output {
	/** For the command's standard output and error. */
	readonly stdio: readonly ["inherit" | number, "inherit" | number];
	/** To be called once the command has been started, or could not be. */
	onStarted(): void;
	/** Passes on the rest; to be called once the command has ended. */
	finish(): Promise<void>;
}

export interface OutputOptions {
	/** Undefined when nothing is to be kept. */
	readonly tail: OutputTail | undefined;
	/** Output could not be passed on. */
	readonly onBroken: (error: unknown) => void;
}

const STDOUT = 1;
const STDERR = 2;

export function openOutput({ tail, onBroken }: OutputOptions): Output {
	const routes = tail === undefined ? [] : openRoutes();
	const copies = routes.map(
		({ toFd, pipe: { readFd } }) =>
			new OutputCopy({ readFd, toFd, onChunk: (chunk) => tail?.add(toFd, chunk), onBroken }),
	);
	const routeOf = (fd: number): "inherit" | number =>
		routes.find(({ fds }) => fds.includes(fd))?.pipe.writeFd ?? "inherit";
	return {
		stdio: [routeOf(STDOUT), routeOf(STDERR)],
		onStarted: () => {
			for (const { pipe } of routes) closeSync(pipe.writeFd);
		},
		finish: async () => {
			for (const copy of copies) await copy.finish();
		},
	};
}

interface Target {
	readonly toFd: number;
	/** The command's descriptors that lead there. */
	readonly fds: readonly number[];
}

/** Without pipes the command writes to its targets itself, and nothing is kept. */
function openRoutes(): readonly (Target & { readonly pipe: Pipe })[] {
	const targets = findTargets();
	const pipes = targets.length === 0 ? [] : (openPipes(targets.length, tmpdir()) ?? []);
	return pipes.flatMap((pipe, index) => {
		const target = targets[index];
		return target === undefined ? [] : [{ ...target, pipe }];
	});
}

function findTargets(): readonly Target[] {
	const fds = [STDOUT, STDERR].filter((fd) => !isatty(fd));
	// After 2>&1 one pipe serves both, so that their order stays.
	if (fds.length === 2 && isSameFile(STDOUT, STDERR)) return [{ toFd: STDOUT, fds }];
	return fds.map((fd) => ({ toFd: fd, fds: [fd] }));
}

function isSameFile(one: number, other: number): boolean {
	const [a, b] = [fstatSync(one), fstatSync(other)];
	return a.dev === b.dev && a.ino === b.ino && a.rdev === b.rdev;
}
