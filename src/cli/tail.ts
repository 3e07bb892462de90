/** `waitbus tail`: prints events as they come. */
import type { BusClient } from "../client/bus-client.js";
import type { EventStream } from "../client/event-stream.js";
import type { SelectionOptions } from "../client/terms.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { toCloudEvent } from "../event/cloud-event.js";
import { formatDuration } from "../event/duration.js";
import { encodeEvent } from "../event/encode-event.js";
import type { BusEvent } from "../event/event.js";
import { createSystemClock, type Timer } from "../platform/clock.js";
import { createClient } from "./bus-flags.js";
import type { FlagValues, Invocation } from "./command.js";
import { usage } from "./parse-arguments.js";
import { formatEvent, isColourWanted } from "./print-event.js";
import { durationOf } from "./duration-flag.js";
import { toSelectionOptions } from "./read-selection.js";
import { FORMATS, tailCommand } from "./tail-command.js";

interface TailOptions {
	readonly selection: SelectionOptions;
	/** The last so many events first; undefined means everything since `selection.since`. */
	readonly lines: number | undefined;
	readonly isFollowing: boolean;
	readonly maxEvents: number;
	readonly idleMs: number | undefined;
	/** Whether what can never come is an error. */
	readonly isStrict: boolean;
	readonly onArmed: (notes: readonly string[]) => void;
	readonly onGap: (removedThrough: string) => void;
}

const DEFAULT_LINES = 10;
const MAX_LINES = 100_000;

export async function runTail(invocation: Invocation): Promise<number> {
	const { terminal } = invocation;
	const options = toTailOptions(invocation);
	const format = chooseFormat(invocation);
	const bus = createClient(invocation);
	let printed = 0;
	for await (const event of readEvents(bus, options)) {
		terminal.print(format(event));
		printed += 1;
		if (printed === options.maxEvents) break;
	}
	return EXIT_CODES.done;
}

function toTailOptions({ flags, terminal }: Invocation): TailOptions {
	const selection = toSelectionOptions(flags);
	const lines = parseNumber(flags, "lines", 0) ?? (selection.since === undefined ? DEFAULT_LINES : undefined);
	return {
		selection,
		lines,
		isFollowing: !flags.isSet("no-follow"),
		maxEvents: parseNumber(flags, "count", 1) ?? Number.POSITIVE_INFINITY,
		idleMs: durationOf(flags, "timeout"),
		isStrict: flags.isSet("strict"),
		onArmed: (notes) => {
			for (const note of notes) terminal.tell(`waitbus: ${note}`);
		},
		onGap: (removedThrough) =>
			terminal.tell(`waitbus: gap: retention removed events up to and including ${removedThrough}`),
	};
}

function parseNumber(flags: FlagValues, name: string, least: number): number | undefined {
	const text = flags.text(name);
	if (text === undefined) return undefined;
	const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
	if (value >= least && value <= MAX_LINES) return value;
	throw usage(tailCommand, `--${name} "${text}" is not a whole number from ${least} to ${MAX_LINES}`);
}

function chooseFormat({ flags, env }: Invocation): (event: BusEvent) => string {
	const text = flags.text("format") ?? (flags.isSet("json") ? "json" : "text");
	const format = FORMATS.find((known) => known === text);
	switch (format) {
		case "json":
			return encodeEvent;
		case "cloudevents":
			return (event) => JSON.stringify(toCloudEvent(event));
		case "text": {
			const isColoured = isColourWanted(env);
			return (event) => formatEvent(event, { isColoured });
		}
		case undefined:
			throw usage(tailCommand, `--format "${text}" is none of ${FORMATS.join(", ")}`);
	}
}

async function* readEvents(bus: BusClient, options: TailOptions): AsyncGenerator<BusEvent> {
	const { lines } = options;
	if (lines === undefined) {
		yield* untilIdle(openStream(bus, options), options.idleMs);
		return;
	}
	if (!options.isFollowing) {
		yield* await readNewest(bus, options.selection, lines);
		return;
	}
	const { since: _since, ...selection } = options.selection;
	// Listening begins before the look back, so that no event falls between the two.
	const stream = openStream(bus, { ...options, selection });
	await stream.started;
	let newest = "";
	for (const event of await readNewest(bus, options.selection, lines)) {
		newest = event.event_id;
		yield event;
	}
	for await (const event of untilIdle(stream, options.idleMs)) {
		if (event.event_id > newest) yield event;
	}
}

async function readNewest(
	bus: BusClient,
	selection: SelectionOptions,
	lines: number,
): Promise<readonly BusEvent[]> {
	if (lines === 0) return [];
	return (await bus.query(selection, { limit: lines, newest: true })).events;
}

function openStream(bus: BusClient, options: TailOptions): EventStream {
	const { selection, isFollowing, isStrict, onArmed, onGap } = options;
	const stream: EventStream = bus.subscribe(selection, {
		onGap,
		// What the log holds can be read whether more will come or not.
		...(isFollowing ? { strict: isStrict, onArmed } : { onCaughtUp: () => stream.finish() }),
	});
	return stream;
}

/** @throws BusError WAIT_TIMED_OUT when no event came for so long */
async function* untilIdle(stream: EventStream, idleMs: number | undefined): AsyncGenerator<BusEvent> {
	if (idleMs === undefined) {
		yield* stream;
		return;
	}
	const clock = createSystemClock();
	let isIdle = false;
	const watch = (): Timer =>
		clock.setTimer(idleMs, () => {
			isIdle = true;
			stream.close();
		});
	let timer = watch();
	try {
		for await (const event of stream) {
			timer.cancel();
			yield event;
			timer = watch();
		}
	} finally {
		timer.cancel();
	}
	if (!isIdle) return;
	throw new BusError("WAIT_TIMED_OUT", `Timed out: no event for ${formatDuration(idleMs)}`, {
		hint: "waitbus tail --since 1h looks back",
	});
}
