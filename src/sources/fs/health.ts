/** What status says when not everything can be watched, or stored. */
import { toPrintable } from "../../event/printable.js";
import { toText } from "../../platform/byte-path.js";
import type { SourceContext } from "../source.js";
import type { Directory } from "./directory.js";

type Health = Parameters<SourceContext["reportHealth"]>[0];

/** Reports only what has changed. */
export class HealthReport {
	readonly #reportHealth: (health: Health) => void;
	#ofWatches: Health = UP;
	#ofStore: Health = UP;
	#shown: string | undefined;

	constructor({ reportHealth }: Pick<SourceContext, "reportHealth">) {
		this.#reportHealth = reportHealth;
	}

	/** @param failures Those that are there and cannot be watched, with the system's code. */
	setFailures(failures: ReadonlyMap<Directory, string>): void {
		this.#ofWatches = failures.size === 0 ? UP : toHealth(failures);
		this.#show();
	}

	setStoreProblem(reason: string | undefined): void {
		this.#ofStore = reason === undefined ? UP : { state: "down", reason };
		this.#show();
	}

	#show(): void {
		const health = this.#ofStore.state === "up" ? this.#ofWatches : this.#ofStore;
		const shown = JSON.stringify(health);
		if (shown === this.#shown) return;
		this.#shown = shown;
		this.#reportHealth(health);
	}
}

const UP: Health = { state: "up" };

function toHealth(failures: ReadonlyMap<Directory, string>): Health {
	if ([...failures.values()].includes("ENOSPC")) {
		return {
			state: "down",
			reason: `Cannot watch ${failures.size} of the directories: the user has as many watches as are allowed`,
			hint: "sudo sysctl fs.inotify.max_user_watches=1048576",
		};
	}
	// What may not be read somewhere in a large tree is nobody's concern; what was asked for is.
	const denied = [...failures].find(([{ pins }]) => pins > 0);
	if (denied === undefined) return UP;
	const [directory, code] = denied;
	const path = toPrintable(toText(directory.path));
	return { state: "down", reason: `Cannot watch "${path}": ${code}`, hint: `ls -ld '${path}'` };
}
