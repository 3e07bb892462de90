/** waitbus itself, through its SDK. The address is in the environment. */
import { connect } from "../../src/index.js";
import type { Courier } from "./courier.js";

export const waitbus: Courier = {
	async openSender() {
		const bus = connect({ autostart: false });
		await bus.status();
		return {
			send: async (draft) => {
				await bus.emit(draft);
			},
		};
	},

	async openReceiver(_address, onIndex) {
		const stream = connect({ autostart: false }).subscribe({ source: "bench" });
		await stream.started;
		void (async () => {
			for await (const { fields } of stream) onIndex(Number(fields["index"]));
		})();
	},
};
