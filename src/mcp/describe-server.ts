/** What the server offers, for people and for whoever configures a client. */
import { INSTRUCTIONS } from "./instructions.js";
import { TOOLS } from "./tools.js";

export function describeServer(version: string) {
	return {
		name: "waitbus",
		version,
		instructions: INSTRUCTIONS,
		tools: TOOLS.filter(({ isHidden }) => !isHidden).map(({ listing }) => listing),
		also_answers: TOOLS.filter(({ isHidden }) => isHidden).map(({ listing }) => listing.name),
	};
}
