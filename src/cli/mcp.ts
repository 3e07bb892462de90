/** `waitbus mcp`: the bus as tools for agents. */
import { EXIT_CODES } from "../errors.js";
import { parseBudgetMs } from "../mcp/budget.js";
import { describeServer } from "../mcp/describe-server.js";
import { serveMcp } from "../mcp/serve-mcp.js";
import { createSystemClock } from "../platform/clock.js";
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
	const { env, terminal } = invocation;
	const budgetMs = readBudgetMs(invocation);
	const bus = createClient(invocation);
	const session = serveMcp(bus, {
		version: __WAITBUS_VERSION__,
		budgetMs,
		env,
		timers: createSystemClock(),
		onError: ({ message }) => terminal.tell(`waitbus: ${message}`),
	});
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
