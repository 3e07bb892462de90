/** What a secret may be called, and what it may hold. */
import { BusError } from "../errors.js";

const NAME = /^[a-z][a-z0-9_.-]*$/;
const MAX_NAME_LENGTH = 64;
const MAX_VALUE_LENGTH = 4_096;

/** @throws BusError SECRET_INVALID */
export function parseSecretName(text: string): string {
	if (NAME.test(text) && text.length <= MAX_NAME_LENGTH) return text;
	throw new BusError(
		"SECRET_INVALID",
		`Cannot use "${text.slice(0, 60)}" as the name of a secret: it does not match ${NAME.source}`,
		{
			hint: "waitbus secret set github-webhook-secret",
		},
	);
}

/** What pipes and editors put at the end is no part of it. No message shows the value. @throws BusError SECRET_INVALID */
export function parseSecretValue(text: string, name: string): string {
	const value = text.replace(/\r?\n$/, "");
	const fault = findFault(value);
	if (fault === undefined) return value;
	throw new BusError("SECRET_INVALID", `Cannot set "${name}": the value ${fault}`, {
		hint: `openssl rand -hex 32 | waitbus secret set ${name}`,
	});
}

function findFault(value: string): string | undefined {
	if (value.trim() === "") return "is empty";
	if (value.length > MAX_VALUE_LENGTH) return `has more than ${MAX_VALUE_LENGTH} characters`;
	// No header can carry them, so no sender could ever prove to know it.
	return /\p{Cc}/u.test(value) ? "holds a line break or another control character" : undefined;
}
