/** `waitbus mcp`: the bus as tools for agents. */
import { EXIT_CODES } from "../errors.js";
import { compileMatchers } from "../event/matcher/compile-matcher.js";
import { parseBudgetMs } from "../mcp/budget.js";
import { describeServer } from "../mcp/describe-server.js";
import { serveMcp, serveMcpChannel } from "../mcp/serve-mcp.js";
import type { ReportedHook } from "../mcp/reported-hook.js";
import type { Self } from "../mcp/self.js";
import { createSystemClock } from "../platform/clock.js";
import { lineageOf } from "../platform/process-identity.js";
import { createClient } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { Interruption } from "./interruption.js";
import { MCP_VERBS, mcpCommand } from "./mcp-command.js";
import { usage } from "./parse-arguments.js";

export async function runMcp(invocation: Invocation): Promise<number> {
	const [word] = invocation.arguments;
	const verb = MCP_VERBS.find((known) => known === word);
	if (verb === undefined) throw usage(mcpCommand, `wanted is ${MCP_VERBS.join(" or ")}`);
	if (verb === "info") {
		invocation.terminal.print(JSON.stringify(describeServer(__WAITBUS_VERSION__), undefined, 2));
		return EXIT_CODES.done;
	}
	return await serve(invocation);
}

async function serve(invocation: Invocation): Promise<number> {
	const { env, flags, terminal } = invocation;
	const budgetMs = readBudgetMs(invocation);
	const match = await readChannelMatch(invocation);
	const bus = createClient(invocation);
	const tell = (problem: string): void => terminal.tell(`waitbus: ${problem}`);
	const options = {
		version: __WAITBUS_VERSION__,
		budgetMs,
		env,
		timers: createSystemClock(),
		self: readSelf(env),
		onError: ({ message }: Error) => tell(message),
		reportHook: async (hook: ReportedHook) =>
			await (await import("./hook/report-hook.js")).reportHook(hook, tell),
	};
	const session = flags.isSet("channel") ? serveMcpChannel(bus, options, { match }) : serveMcp(bus, options);
	const interruption = new Interruption();
	try {
		await Promise.race([session.ended, interruption.first]);
		return EXIT_CODES.done;
	} finally {
		interruption.close();
		await session.close();
		await bus.close();
	}
}

function readBudgetMs({ flags, env }: Invocation): number | undefined {
	const [flag, variable] = [flags.text("budget"), env["WAITBUS_MCP_BUDGET"]];
	if (flag !== undefined) return parseBudgetMs(flag, "--budget");
	return variable === undefined || variable === ""
		? undefined
		: parseBudgetMs(variable, "WAITBUS_MCP_BUDGET");
}

/** @throws BusError USAGE, MATCHER_INVALID */
async function readChannelMatch({ flags }: Invocation): Promise<readonly string[] | undefined> {
	if (!flags.isSet("match")) return undefined;
	if (!flags.isSet("channel")) throw usage(mcpCommand, "--match needs --channel");
	const match = flags.texts("match");
	await compileMatchers({ match });
	return match;
}

function readSelf(env: NodeJS.ProcessEnv): Self {
	// Not every system tells more than the one that started this process.
	const ancestorPids = [...lineageOf(process.pid).slice(1), process.ppid];
	return { name: env["WAITBUS_AGENT"] || undefined, ancestorPids };
}
