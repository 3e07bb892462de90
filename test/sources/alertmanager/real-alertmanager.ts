/** Debian's prometheus-alertmanager with a configuration of the test's own. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";

const COMMAND = "prometheus-alertmanager";

/** For a test's `skip`: false, or what has to be installed. */
export const alertmanagerIsMissing =
	spawnSync(COMMAND, ["--version"]).error === undefined ? false : "apt-get install prometheus-alertmanager";

export interface AlertmanagerOptions {
	/** Where its webhook posts to. */
	readonly url: string;
	/** `http_config` of the webhook, as YAML in one line. */
	readonly httpConfig: string;
}

export interface RealAlertmanager {
	/** Hands alerts in, as Prometheus does. */
	readonly raise: (...alerts: readonly RaisedAlert[]) => Promise<void>;
	/** As kill -9. */
	readonly kill: () => Promise<void>;
}

interface RaisedAlert {
	readonly labels: Readonly<Record<string, string>>;
	readonly annotations?: Readonly<Record<string, string>>;
	readonly startsAt?: string;
	/** In the past: it is resolved. */
	readonly endsAt?: string;
	readonly generatorURL?: string;
}

export async function startAlertmanager(
	t: TestContext,
	options: AlertmanagerOptions,
): Promise<RealAlertmanager> {
	const directory = makeTemporaryDirectory(t);
	writeFileSync(`${directory}/alertmanager.yml`, configOf(options));
	const child = spawn(
		COMMAND,
		[
			`--config.file=${directory}/alertmanager.yml`,
			`--storage.path=${directory}`,
			"--web.listen-address=127.0.0.1:0",
			"--cluster.listen-address=",
		],
		{ stdio: ["ignore", "ignore", "pipe"] },
	);
	const kill = () => end(child);
	t.after(kill);
	const address = await findAddress(child);
	return {
		kill,
		raise: async (...alerts) => {
			const response = await fetch(`http://${address}/api/v2/alerts`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify(alerts),
			});
			if (!response.ok) throw new Error(`Alertmanager refused the alerts: ${await response.text()}`);
		},
	};
}

function configOf({ url, httpConfig }: AlertmanagerOptions): string {
	return `
route:
  receiver: waitbus
  group_by: [team]
  group_wait: 10ms
  group_interval: 1s
  repeat_interval: 1s
receivers:
  - name: waitbus
    webhook_configs:
      - url: ${url}
        send_resolved: true
        http_config: ${httpConfig}
`;
}

async function findAddress(child: ChildProcess): Promise<string> {
	if (child.stderr === null) throw new TypeError("stderr is not a pipe");
	for await (const line of createInterface(child.stderr)) {
		const [, address] = /Listening on"? address=(\S+)/.exec(line) ?? [];
		if (address === undefined) continue;
		child.stderr.resume();
		return address;
	}
	throw new Error("Alertmanager ended before it listened");
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exited = once(child, "exit");
	child.kill("SIGKILL");
	await exited;
}
