/** What an agent may be called: the address that messages to it carry. */
const AGENT_NAME = /^[A-Za-z0-9][A-Za-z0-9._@:+-]{0,63}$/;

export const AGENT_NAME_RULE =
	"1 to 64 letters, digits and . _ @ : + -, beginning with a letter or digit, such as reviewer";

export function isAgentName(text: string): boolean {
	return AGENT_NAME.test(text);
}
