/** Looks at the ports that somebody waits for, and at those in its configuration, four times a second. */
import { once } from "node:events";
import { connect } from "node:net";
import { defineSource } from "waitbus/source";

const PAUSE_MS = 250;
const CONNECT_LIMIT_MS = 2_000;

export default defineSource({
	async run({ config, demand, onDemand, emit, reportHealth, signal }) {
		const configured = parseAddresses(config.addresses);
		const statuses = new Map();
		const changes = createChanges(onDemand, signal);
		reportHealth({ state: "up" });
		while (!signal.aborted) {
			const asked = demand().equalities.get("fields.address") ?? [];
			const addresses = new Set([...configured, ...asked.filter(isAddress)]);
			await Promise.all([...addresses].map(look));
			for (const address of statuses.keys()) if (!addresses.has(address)) statuses.delete(address);
			// Without anything to look at, it sleeps until it is asked.
			await changes.next(addresses.size === 0 ? undefined : PAUSE_MS);
		}

		async function look(address) {
			const status = (await answers(address, signal)) ? "open" : "closed";
			if (signal.aborted || statuses.get(address) === status) return;
			statuses.set(address, status);
			await emit([
				{ event_type: "tcp_port", summary: `${address} is ${status}`, fields: { address, status } },
			]);
		}
	},
});

function parseAddresses(addresses = []) {
	if (Array.isArray(addresses) && addresses.every(isAddress)) return addresses;
	throw Object.assign(new Error("its addresses are not a list of host:port"), {
		hint: 'Write [plugins.tcp.config] with addresses = ["127.0.0.1:5432"]',
	});
}

function isAddress(text) {
	return /^[^\s:/]+:\d{1,5}$/.test(text) && Number(text.split(":")[1]) < 65_536;
}

async function answers(address, signal) {
	const [host, port] = address.split(":");
	const socket = connect({ host, port: Number(port) });
	try {
		await once(socket, "connect", {
			signal: AbortSignal.any([signal, AbortSignal.timeout(CONNECT_LIMIT_MS)]),
		});
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

/** Waits until something else is asked, the source shall end, or so much time has passed. */
function createChanges(onDemand, signal) {
	let wake = () => {};
	onDemand(() => wake());
	signal.addEventListener("abort", () => wake(), { once: true });
	return {
		async next(limitMs) {
			const changed = new Promise((resolve) => {
				wake = resolve;
			});
			if (signal.aborted) return;
			const timer = limitMs === undefined ? undefined : setTimeout(wake, limitMs);
			await changed;
			clearTimeout(timer);
		},
	};
}
