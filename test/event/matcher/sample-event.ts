import type { BusEvent } from "../../../src/event/event.js";

/** A container that failed; tests override what they are about. */
export function sampleEvent(overrides: Partial<BusEvent> = {}): BusEvent {
	return {
		kind: "event",
		event_id: "01J0000000000000000000000A",
		delivery_id: "docker:4be1:die:1",
		source: "docker",
		event_type: "docker_container",
		owner: "local",
		repo: "docker",
		received_at: 1_767_225_600_000_000_123n,
		summary: "container web exited 137",
		...overrides,
		fields: {
			source: "docker",
			event_type: "docker_container",
			status: "completed",
			conclusion: "failure",
			action: "die",
			exit_code: 137,
			container: "web",
			labels: ["bug", "urgent", 3],
			...overrides.fields,
		},
	};
}
