/** `waitbus forward`: keeps `gh webhook forward` running, and polls while it does not forward. */
import type { BusClient } from "../client/bus-client.js";
import { BusError } from "../errors.js";
import { createSystemClock } from "../platform/clock.js";
import { createDeferred } from "../platform/deferred.js";
import { createClient } from "./bus-flags.js";
import { exitCodeOfSignal } from "./child-process.js";
import type { Invocation } from "./command.js";
import { Forwarder } from "./forward/forwarder.js";
import { keepForwarding } from "./forward/keep-forwarding.js";
import { LentSecret } from "./forward/lent-secret.js";
import { Polling } from "./forward/polling.js";
import { createReport } from "./forward/report.js";
import { DEFAULT_EVENTS, forwardCommand } from "./forward-command.js";
import { Interruption } from "./interruption.js";
import { usage } from "./parse-arguments.js";
import { reloadDaemon } from "./reload-daemon.js";
import { openSecrets } from "./secrets.js";

const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;
const SECRET_NAME = "github-webhook-secret";

export async function runForward(invocation: Invocation): Promise<number> {
	const { flags, env } = invocation;
	const repo = parseRepository(invocation.arguments[0]);
	const eventNames = flags.text("events") ?? DEFAULT_EVENTS;
	const clock = createSystemClock();
	const bus = createClient(invocation);
	const failure = createDeferred<never>();
	const interruption = new Interruption();
	const secret = new LentSecret({
		name: SECRET_NAME,
		secrets: openSecrets(),
		clock,
		onFailure: failure.reject,
	});
	const polling = new Polling({ bus, repo, clock, onFailure: failure.reject });
	const interrupted = interruption.first.then((signal) => ({ signal }));
	try {
		const signal = await keepForwarding({
			repo,
			start: (url, events) =>
				Forwarder.start({ repo, eventNames, url, secret: secret.value, env, ...events }),
			findUrl: () => findUrl(bus),
			polling,
			clock,
			interrupted: Promise.race([interrupted, failure.promise]),
			onState: createReport(invocation, repo),
		});
		return exitCodeOfSignal(signal);
	} finally {
		polling.close();
		secret.close();
		await bus.close();
		await reloadDaemon();
		interruption.close();
	}
}

function parseRepository(text: string | undefined): string {
	if (text === undefined) throw usage(forwardCommand, "the repository is wanted, as owner/repo");
	if (REPOSITORY.test(text)) return text;
	throw usage(forwardCommand, `"${text}" is not a repository; wanted is owner/repo`);
}

/** Where the daemon takes GitHub's deliveries, now that there is a secret for them. */
async function findUrl(bus: BusClient): Promise<string> {
	const { webhooks } = await bus.reload();
	const route = webhooks.routes.find(({ secret }) => secret === SECRET_NAME);
	if (route !== undefined && webhooks.port !== null) return `http://127.0.0.1:${webhooks.port}${route.path}`;
	throw new BusError("PORT_UNAVAILABLE", webhooks.problem ?? "Cannot forward: the daemon takes no webhooks", {
		hint: "Set [webhooks] port in config.toml; 0 picks a free one",
	});
}
