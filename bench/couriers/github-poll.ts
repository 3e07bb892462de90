/** The poll of waitbus: whoever subscribed to a repository hears the ends of its runs. The server is in config.toml. */
import { connect } from "../../src/index.js";
import type { ReceivingCourier } from "./courier.js";

export const githubPoll: ReceivingCourier = {
	async openReceiver(_address, onIndex) {
		const ends = { source: "github", repo: "me/app", eventType: "workflow_run", match: "status=completed" };
		const stream = connect({ autostart: false }).subscribe(ends);
		await stream.started;
		void (async () => {
			for await (const { fields } of stream) onIndex(Number(fields["run_number"]) - 1);
		})();
	},
};
