/** One JSON object per line, whatever it is given to log. */

import type { Clock } from "./clock.js";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

type LogLevel = (typeof LOG_LEVELS)[number];

type LogFields = Readonly<Record<string, unknown>>;

/** A fixed message, and the rest as fields. Never secrets, never event data. */
export interface Log {
	debug(message: string, fields?: LogFields): void;
	info(message: string, fields?: LogFields): void;
	warn(message: string, fields?: LogFields): void;
	error(message: string, fields?: LogFields): void;
}

/** One whose level can be changed while it is in use. */
export interface AdjustableLog extends Log {
	setMinimumLevel(level: LogLevel): void;
}

export interface LogOptions {
	/** Takes one line with its newline; must not throw. */
	readonly write: (line: string) => void;
	readonly clock: Pick<Clock, "nowMs">;
	readonly minimumLevel: LogLevel;
	/** Stand on every line, after the message. */
	readonly fields?: LogFields;
}

export function createLog({ write, clock, minimumLevel, fields: always = {} }: LogOptions): AdjustableLog {
	let minimum = LOG_LEVELS.indexOf(minimumLevel);
	const logAt =
		(level: LogLevel) =>
		(message: string, fields: LogFields = {}) => {
			if (LOG_LEVELS.indexOf(level) < minimum) return;
			const head = { time: new Date(clock.nowMs()).toISOString(), level, message };
			// Twice: once for the order, once so that no field takes the place of these three.
			write(formatLine({ ...head, ...always, ...fields, ...head }));
		};
	return {
		debug: logAt("debug"),
		info: logAt("info"),
		warn: logAt("warn"),
		error: logAt("error"),
		setMinimumLevel: (level) => {
			minimum = LOG_LEVELS.indexOf(level);
		},
	};
}

function formatLine(entry: LogFields): string {
	return `${escapeControls(stringify(entry))}\n`;
}

function stringify(entry: LogFields): string {
	try {
		return JSON.stringify(entry, toLoggable);
	} catch {
		// A cycle, or a getter that throws: what was logged is lost, that it happened is not.
		const { time, level, message } = entry;
		return JSON.stringify({ time, level, message, unloggable: true });
	}
}

const MAX_STRING_LENGTH = 4096;

function toLoggable(_key: string, value: unknown): unknown {
	if (typeof value === "bigint") return String(value);
	if (value instanceof Error) return toLoggableError(value);
	if (typeof value === "string" && value.length > MAX_STRING_LENGTH) {
		return `${value.slice(0, MAX_STRING_LENGTH)}…`;
	}
	return value;
}

function toLoggableError(error: Error): LogFields {
	const code: unknown = Reflect.get(error, "code") ?? error.name;
	return error.cause === undefined
		? { code, message: error.message }
		: { code, message: error.message, cause: error.cause };
}

/** JSON escapes C0 itself. DEL, C1 and the line separators and bidi marks of Unicode also act on a terminal. */
function escapeControls(json: string): string {
	return json.replace(
		/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
