/** What is in the log, as `waitbus tail` gives it. */
import { runCli } from "./run-cli.js";

interface Bus {
	readonly env: NodeJS.ProcessEnv;
}

interface StoredEvent {
	readonly event_type: string;
	readonly source: string;
	readonly summary: string;
	readonly fields: Readonly<Record<string, unknown>>;
}

export async function eventsOf(bus: Bus): Promise<readonly StoredEvent[]> {
	const { stdout } = await runCli(["tail", "--no-follow", "--json", "--since", "start"], bus);
	return stdout
		.trim()
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as StoredEvent);
}

export async function lastFields(bus: Bus): Promise<Readonly<Record<string, unknown>>> {
	return (await eventsOf(bus)).at(-1)?.fields ?? {};
}
