/** Every failure waitbus can report: its code, the exit code it ends a verb with, and what it means. */

/** Exit codes, one table for every verb. The child's own code passes through `on` and `run`. */
export const EXIT_CODES = {
	done: 0,
	verdictFailure: 1,
	usage: 2,
	timeLimit: 124,
	busFailed: 125,
	cannotExecute: 126,
	notFound: 127,
} as const;

interface ErrorEntry {
	readonly exitCode: number;
	readonly summary: string;
}

const usage = (summary: string): ErrorEntry => ({ exitCode: EXIT_CODES.usage, summary });
const bus = (summary: string): ErrorEntry => ({ exitCode: EXIT_CODES.busFailed, summary });

/** docs/errors.md lists the same codes; a test compares the two both ways. */
export const ERROR_CATALOGUE = {
	AGENT_INVALID: usage("an agent's name or process cannot be registered"),
	AGENT_NAME_TAKEN: usage("another agent that lives has this name"),
	AGENT_NOT_FOUND: usage("no agent of this name is here"),
	CLIENT_CLOSED: bus("the client was closed, before the call or during it"),
	COMMAND_NOT_EXECUTABLE: {
		exitCode: EXIT_CODES.cannotExecute,
		summary: "the program to run is there but cannot be executed",
	},
	COMMAND_NOT_FOUND: { exitCode: EXIT_CODES.notFound, summary: "the program to run does not exist" },
	CONFIG_INVALID: usage("config.toml or a WAITBUS_* variable has a wrong key or value"),
	DAEMON_UNREACHABLE: bus("no daemon answers on the socket, and none could be started"),
	DOOR_UNAVAILABLE: bus("nothing reaches the session: its doors are missing, refuse, or do not answer"),
	EVENT_INVALID: usage("an event to be emitted is malformed"),
	EVENT_NOT_FOUND: usage("no event has this id, or retention removed it"),
	FRAME_INVALID: bus("the peer sent bytes that are not a frame of the protocol"),
	INTERNAL: bus("a defect in waitbus itself"),
	LEASE_HELD: {
		exitCode: EXIT_CODES.verdictFailure,
		summary: "somebody else holds the resource, or a part of it",
	},
	LEASE_INVALID: usage("the name of a resource, or what shall hold it, cannot be used"),
	LEASE_NOT_HELD: usage("nobody holds the resource, or another lease does"),
	MATCHER_INVALID: usage("a matcher, clause or expression does not parse"),
	MESSAGE_INVALID: usage("a message has no fit recipient or sender, or is too long"),
	MESSAGE_LOOP: usage("a message answers an answer to an answer, once too often"),
	MESSAGE_STOPPED: bus("one agent has said too much to another, and is stopped for a while"),
	NOTICE_INVALID: usage("a notice is empty, or too long"),
	PATH_INVALID: usage(
		"a path is not absolute, is too long for a socket, or is not a file or directory of ours alone",
	),
	PEER_REFUSED: bus("the process at the other end of the socket belongs to another user"),
	PLATFORM_UNSUPPORTED: bus("this operating system or processor lacks what waitbus needs"),
	PLUGIN_CHANGED: bus("a plugin is not the one that was trusted: its files or its publisher are others"),
	PLUGIN_FAILED: bus("the process of a plugin ended, hangs, or says what it may not"),
	PLUGIN_INVALID: usage("a package is not a plugin that this waitbus can run"),
	PLUGIN_NOT_INSTALLED: bus("npm could not install a plugin, or it is not where it was installed"),
	PLUGIN_UNTRUSTED: bus("nobody has said that a plugin may run"),
	PORT_UNAVAILABLE: bus("the port of the webhook listener is taken, or may not be opened"),
	PROVENANCE_INVALID: bus("what is said of who published a plugin is forged, or about something else"),
	REPORT_INVALID: usage("a report of a test run is not what it is said to be"),
	REQUEST_INVALID: usage("a request has a wrong or missing field"),
	SECRET_INVALID: usage(
		"the name or the value of a secret cannot be used, or the file of secrets does not read",
	),
	SOCKET_IN_USE: bus("the daemon of another state directory listens on this socket"),
	SOURCE_FAILED: bus("what a source listens to cannot be reached, or refuses"),
	SOURCE_UNAVAILABLE: bus(
		"with --strict: what is waited for can never come, since its source cannot deliver",
	),
	STORE_FAILED: bus("the database refused a read or a write"),
	STORE_FULL: bus("the disk is full"),
	STORE_TOO_NEW: bus("the database was written by a newer waitbus"),
	USAGE: usage("the command line is wrong"),
	VENDOR_FILE_INVALID: usage(
		"a file of a coding agent's settings does not read, or has something else in our place",
	),
	VERSION_MISMATCH: bus("the daemon that runs is of another build, and one does not understand the other"),
	WAIT_TIMED_OUT: { exitCode: EXIT_CODES.timeLimit, summary: "nothing matched within the time limit" },
} as const satisfies Record<string, ErrorEntry>;

/** The stable name of an error; docs/errors.md says for each what to do. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

export interface BusErrorOptions {
	/** What to do next: a sentence, or the next command to type. */
	readonly hint?: string;
	readonly cause?: unknown;
}

const brand = Symbol.for("waitbus.BusError");

/** A failure with a code from the catalogue and, where there is one, the remedy. */
export class BusError extends Error {
	readonly code: ErrorCode;
	readonly hint: string | undefined;
	readonly [brand] = true;

	constructor(code: ErrorCode, message: string, options: BusErrorOptions = {}) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.name = "BusError";
		this.code = code;
		this.hint = options.hint;
	}

	/** The exit code a verb ends with when this reaches the top. */
	get exitCode(): number {
		return ERROR_CATALOGUE[this.code].exitCode;
	}

	// The package ships ESM, CommonJS and lazily loaded chunks: each has its own copy of this class.
	static override [Symbol.hasInstance](value: unknown): boolean {
		return typeof value === "object" && value !== null && brand in value;
	}
}
