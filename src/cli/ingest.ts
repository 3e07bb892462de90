/** `waitbus ingest`: a report of a test run, as events. */
import { createHash, randomUUID } from "node:crypto";
import { resolve } from "node:path";
import type { BusClient, EmitResult } from "../client/bus-client.js";
import { BusError, EXIT_CODES } from "../errors.js";
import type { EventDraft } from "../event/event.js";
import { MAX_BATCH_EVENTS, MAX_NAME_LENGTH } from "../event/limits.js";
import { GoTestParser } from "../reports/go-test.js";
import type { ReportEnd, ReportParser, ReportParserOptions } from "../reports/report-parser.js";
import { TapParser } from "../reports/tap.js";
import type { TestResult } from "../reports/test-result.js";
import { TestSession } from "../reports/test-session.js";
import { createClient } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { openReport, type ReportInput } from "./ingest/report-input.js";
import { ingestCommand, REPORT_FORMATS } from "./ingest-command.js";
import { usage } from "./parse-arguments.js";
import { printStored } from "./print-stored.js";

type Format = (typeof REPORT_FORMATS)[number];

interface Ingestion {
	readonly input: ReportInput;
	readonly createParser: (onTest: ReportParserOptions["onTest"]) => ReportParser;
	readonly session: TestSession;
	readonly toDeliveryId: (number: number) => string;
	readonly wantsAll: boolean;
}

const DEFAULT_SOURCES: Readonly<Record<Format, string>> = {
	junit: "junit",
	tap: "tap",
	"go-test-json": "go-test",
};
// The event types are the source and this, or less.
const TYPE_SUFFIX = "_session";

export async function runIngest(invocation: Invocation): Promise<number> {
	const ingestion = await prepare(invocation);
	const bus = createClient(invocation);
	const verdict = await ingest(ingestion, bus, (result) => printStored(result, invocation));
	const isFailed = verdict !== "success" && verdict !== "neutral";
	return isFailed && invocation.flags.isSet("exit-status") ? EXIT_CODES.verdictFailure : EXIT_CODES.done;
}

async function prepare({ flags, arguments: [format, file] }: Invocation): Promise<Ingestion> {
	if (!isFormat(format)) throw usage(ingestCommand, `one of ${REPORT_FORMATS.join(", ")} is wanted first`);
	if (file === undefined) throw usage(ingestCommand, "a FILE is wanted, or - for standard input");
	const source = flags.text("source") ?? DEFAULT_SOURCES[format];
	if (source.length + TYPE_SUFFIX.length > MAX_NAME_LENGTH)
		throw usage(ingestCommand, `--source may have ${MAX_NAME_LENGTH - TYPE_SUFFIX.length} characters`);
	const input = openReport(file);
	const Parser = await loadParser(format);
	const createParser: Ingestion["createParser"] = (onTest) => new Parser({ name: input.name, onTest });
	// Read once to its end before anything is stored.
	const digest = input.isFile
		? await check(
				input,
				createParser(() => undefined),
			)
		: undefined;
	const id = flags.text("session") ?? digest ?? randomUUID();
	const facts = file === "-" ? {} : { report: resolve(file) };
	return {
		input,
		createParser,
		session: new TestSession({ source, id, facts }),
		toDeliveryId: (number) => `${source}:${id}:${number}`,
		wantsAll: flags.isSet("all"),
	};
}

/** What the report holds, as a digest. @throws BusError REPORT_INVALID */
async function check(input: ReportInput, parser: ReportParser): Promise<string> {
	const hash = createHash("sha256");
	for await (const bytes of input.read()) {
		hash.update(bytes);
		parser.write(bytes);
	}
	parser.end();
	return hash.digest("hex").slice(0, 32);
}

/** Emits what the report says as it is read; gives the conclusion. */
async function ingest(
	{ input, createParser, session, toDeliveryId, wantsAll }: Ingestion,
	bus: BusClient,
	onStored: (result: EmitResult) => void,
): Promise<unknown> {
	const waiting: EventDraft[] = [];
	let [tests, stored] = [0, 0];
	const parser = createParser((result) => {
		tests += 1;
		session.record(result);
		if (wantsAll || isFailure(result)) waiting.push(session.toTestDraft(result, toDeliveryId(tests)));
	});
	const flush = async (): Promise<void> => {
		while (waiting.length > 0) {
			const results = await bus.emitBatch(waiting.splice(0, MAX_BATCH_EVENTS));
			stored += results.length;
			for (const result of results) onStored(result);
		}
	};
	let end: ReportEnd;
	try {
		for await (const bytes of input.read()) {
			parser.write(bytes);
			await flush();
		}
		end = parser.end();
	} catch (error) {
		await flush();
		throw isReportFault(error) ? withStored(error, stored) : error;
	}
	const draft = session.toSessionDraft(end);
	waiting.push(draft);
	await flush();
	return draft.fields?.["conclusion"];
}

function isReportFault(error: unknown): error is BusError {
	return error instanceof BusError && error.code === "REPORT_INVALID";
}

/** Of a stream: what came before the fault is on the bus already. */
function withStored(error: BusError, stored: number): BusError {
	const what = `${stored} ${stored === 1 ? "event" : "events"} before it ${stored === 1 ? "is" : "are"} stored`;
	return new BusError("REPORT_INVALID", `${error.message}; ${what}`, {
		cause: error,
		...(error.hint === undefined ? {} : { hint: error.hint }),
	});
}

function isFailure({ outcome }: TestResult): boolean {
	return outcome === "failed" || outcome === "error";
}

async function loadParser(format: Format): Promise<new (options: ReportParserOptions) => ReportParser> {
	switch (format) {
		case "junit":
			// With the parser of XML.
			return (await import("../reports/junit.js")).JunitParser;
		case "tap":
			return TapParser;
		case "go-test-json":
			return GoTestParser;
	}
}

function isFormat(word: string | undefined): word is Format {
	return REPORT_FORMATS.some((format) => format === word);
}
