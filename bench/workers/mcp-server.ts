/** What a server of MCP costs that is written with the SDK, has one tool and does nothing. */
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";

serveStdio(() => {
	const server = new McpServer({ name: "bare", version: "1.0.0" });
	server.registerTool("nothing", { description: "Does nothing" }, () => ({ content: [] }));
	return server;
});
