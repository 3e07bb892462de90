/** A run of a container, from its start to its end, as far as it has been heard. */
import type { Inspection } from "./engine/inspection.js";
import type { Message } from "./engine/message.js";
import { findSignal } from "./signals.js";

export interface Container {
	readonly id: string;
	readonly name: string;
	readonly image: string;
	readonly labels: Readonly<Record<string, string>>;
}

export interface Run {
	readonly container: Container;
	/** Undefined when it was not heard. */
	readonly startedNs: bigint | undefined;
	/** Sent to it, in order, each once. */
	readonly signals: readonly string[];
	/** Whether the kernel killed one of its processes for want of memory. */
	readonly isOom: boolean;
}

export function toRun(container: Container, startedNs: bigint | undefined): Run {
	return { container, startedNs, signals: [], isOom: false };
}

/** The run after what was heard of it. */
export function heed(run: Run, { action, attributes }: Message): Run {
	if (action === "oom") return { ...run, isOom: true };
	const signal = action === "kill" ? findSignal(attributes["signal"] ?? "") : undefined;
	if (signal === undefined) return run;
	// The last one stands last.
	return { ...run, signals: [...run.signals.filter((sent) => sent !== signal), signal] };
}

// What the Engine adds to the labels.
const OWN_ATTRIBUTES: ReadonlySet<string> = new Set([
	"name",
	"image",
	"exitCode",
	"signal",
	"execDuration",
	"containerExitCode",
	"health_status",
]);

export function containerOf({ id, attributes }: Message): Container {
	const labels = Object.entries(attributes).filter(([name]) => !OWN_ATTRIBUTES.has(name));
	return {
		id,
		name: attributes["name"] ?? id,
		image: attributes["image"] ?? "",
		labels: Object.fromEntries(labels),
	};
}

export function inspectedContainer({ id, name, image, labels }: Inspection): Container {
	return { id, name, image, labels };
}
