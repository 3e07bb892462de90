/** Every verb, in the order the help shows them. Each is loaded when it is run. */
import type { Command, Run } from "./command.js";
import { agentsCommand } from "./agents-command.js";
import { claimCommand } from "./claim-command.js";
import { connectCommand } from "./connect-command.js";
import { completionCommand } from "./completion-command.js";
import { deliverCommand } from "./deliver-command.js";
import { demoCommand } from "./demo-command.js";
import { disconnectCommand } from "./disconnect-command.js";
import { digestCommand } from "./digest-command.js";
import { emitCommand } from "./emit-command.js";
import { forwardCommand } from "./forward-command.js";
import { hookCommand } from "./hook-command.js";
import { inboxCommand } from "./inbox-command.js";
import { ingestCommand } from "./ingest-command.js";
import { joinCommand } from "./join-command.js";
import { mcpCommand } from "./mcp-command.js";
import { onCommand } from "./on-command.js";
import { prCommand } from "./pr-command.js";
import { releaseCommand } from "./release-command.js";
import { requestCommand } from "./request-command.js";
import { respondCommand } from "./respond-command.js";
import { runCommand } from "./run-command.js";
import { secretCommand } from "./secret-command.js";
import { sendCommand } from "./send-command.js";
import { serveCommand } from "./serve-command.js";
import { sourceCommand } from "./source-command.js";
import { statusCommand } from "./status-command.js";
import { stopCommand } from "./stop-command.js";
import { swarmDemoCommand } from "./swarm-demo-command.js";
import { tailCommand } from "./tail-command.js";
import { versionCommand } from "./version-command.js";
import { waitCommand } from "./wait-command.js";
import { whyCommand } from "./why-command.js";

export interface Verb {
	readonly command: Command;
	readonly load: () => Promise<Run>;
}

export const VERBS: readonly Verb[] = [
	{ command: waitCommand, load: async () => (await import("./wait.js")).runWait },
	{ command: emitCommand, load: async () => (await import("./emit.js")).runEmit },
	{ command: prCommand, load: async () => (await import("./pr.js")).runPr },
	{ command: onCommand, load: async () => (await import("./on.js")).runOn },
	{ command: runCommand, load: async () => (await import("./run.js")).runRun },
	{ command: ingestCommand, load: async () => (await import("./ingest.js")).runIngest },
	{ command: tailCommand, load: async () => (await import("./tail.js")).runTail },
	{ command: whyCommand, load: async () => (await import("./why.js")).runWhy },
	{ command: agentsCommand, load: async () => (await import("./agents.js")).runAgents },
	{ command: joinCommand, load: async () => (await import("./join.js")).runJoin },
	{ command: sendCommand, load: async () => (await import("./send.js")).runSend },
	{ command: inboxCommand, load: async () => (await import("./inbox.js")).runInbox },
	{ command: requestCommand, load: async () => (await import("./request.js")).runRequest },
	{ command: respondCommand, load: async () => (await import("./respond.js")).runRespond },
	{ command: deliverCommand, load: async () => (await import("./deliver.js")).runDeliver },
	{ command: digestCommand, load: async () => (await import("./digest.js")).runDigest },
	{ command: claimCommand, load: async () => (await import("./claim.js")).runClaim },
	{ command: releaseCommand, load: async () => (await import("./release.js")).runRelease },
	{ command: connectCommand, load: async () => (await import("./connect.js")).runConnect },
	{ command: disconnectCommand, load: async () => (await import("./disconnect.js")).runDisconnect },
	{ command: hookCommand, load: async () => (await import("./hook.js")).runHookVerb },
	{ command: mcpCommand, load: async () => (await import("./mcp.js")).runMcp },
	{ command: statusCommand, load: async () => (await import("./status.js")).runStatus },
	{ command: secretCommand, load: async () => (await import("./secret.js")).runSecret },
	{ command: sourceCommand, load: async () => (await import("./source.js")).runSource },
	{ command: forwardCommand, load: async () => (await import("./forward.js")).runForward },
	{ command: serveCommand, load: async () => (await import("./serve.js")).runServe },
	{ command: demoCommand, load: async () => (await import("./demo.js")).runDemo },
	{ command: swarmDemoCommand, load: async () => (await import("./swarm-demo.js")).runSwarmDemo },
	{ command: stopCommand, load: async () => (await import("./stop.js")).runStop },
	{ command: completionCommand, load: async () => (await import("./completion.js")).runCompletion },
	{ command: versionCommand, load: async () => (await import("./version.js")).runVersion },
];
