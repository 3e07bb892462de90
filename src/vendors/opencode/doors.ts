/** OpenCode: the server of a session, on the loopback interface; https://opencode.ai/docs/server. */
import type { Door } from "../../protocol/agent-messages.js";
import { findListenerUid } from "../../platform/listener-owner.js";
import { type DoorAdapters, type DoorNotice, type DoorWorld, doorUnavailable } from "../doors.js";

const SERVER = "the server of the session";

export const doors: DoorAdapters = [
	{ door: "opencode_server", takesWhileWorking: true, takesContext: true, write: prompt },
];

async function prompt(
	{ url = "", session = "" }: Door,
	{ text, isContextOnly }: DoorNotice,
	{ signal, env }: DoorWorld,
): Promise<"delivered"> {
	const server = parseServer(url);
	const response = await post(
		new URL(`/session/${encodeURIComponent(session)}/prompt_async`, server),
		{ parts: [{ type: "text", text }], ...(isContextOnly ? { noReply: true } : {}) },
		{ signal, headers: { "content-type": "application/json", ...authorization(env) } },
	);
	if (response.ok) return "delivered";
	throw doorUnavailable(SERVER, REFUSALS[response.status] ?? `it answered with ${response.status}`);
}

const REFUSALS: Readonly<Record<number, string>> = {
	401: "it wants a password; set OPENCODE_SERVER_PASSWORD for waitbus serve as well",
	404: "it knows no such session, or is older than 1.0",
};

async function post(
	url: URL,
	body: object,
	{ signal, headers }: { readonly signal: AbortSignal; readonly headers: Record<string, string> },
): Promise<Response> {
	try {
		const init = { method: "POST", headers, body: JSON.stringify(body), signal, redirect: "manual" } as const;
		const response = await fetch(url, init);
		await response.body?.cancel();
		return response;
	} catch (error) {
		throw doorUnavailable(SERVER, signal.aborted ? "it does not answer" : reasonOf(error));
	}
}

/** Of this machine and this user: the text is for nobody else. */
function parseServer(url: string): URL {
	const server = URL.canParse(url) ? new URL(url) : undefined;
	const isLocal = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(server?.hostname ?? "");
	if (server === undefined || server.protocol !== "http:" || !isLocal)
		throw doorUnavailable(SERVER, "it is not on the loopback interface");
	const uid = findListenerUid(Number(server.port || "80"));
	if (uid !== undefined && uid !== process.getuid?.())
		throw doorUnavailable(SERVER, "another user listens on its port");
	return server;
}

function authorization({
	OPENCODE_SERVER_PASSWORD: password,
	OPENCODE_SERVER_USERNAME: user,
}: DoorWorld["env"]): Record<string, string> {
	if (!password) return {};
	const credentials = Buffer.from(`${user || "opencode"}:${password}`).toString("base64");
	return { authorization: `Basic ${credentials}` };
}

function reasonOf(error: unknown): string {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	return cause instanceof Error ? cause.message || "nobody listens" : String(cause);
}
