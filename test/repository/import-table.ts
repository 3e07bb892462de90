/** Which folder of src may import which; ARCHITECTURE.md shows the same table. A file right in src is a folder of its own. */

interface ImportRow {
	readonly mayImport: readonly string[];
	/** Only with `import type`. */
	readonly mayImportTypesOf?: readonly string[];
}

export const IMPORT_TABLE: Readonly<Record<string, ImportRow>> = {
	errors: { mayImport: [] },
	event: { mayImport: ["errors"] },
	platform: { mayImport: ["errors"] },
	protocol: { mayImport: ["event", "errors"] },
	store: { mayImport: ["event", "platform", "errors"] },
	bus: { mayImport: ["event", "store", "platform", "errors"] },
	http: { mayImport: ["event", "protocol", "platform", "errors"] },
	sources: { mayImport: ["event", "platform", "errors"] },
	agents: { mayImport: ["event", "protocol", "platform", "errors"] },
	webhooks: { mayImport: ["event", "platform", "errors"], mayImportTypesOf: ["sources"] },
	plugins: {
		mayImport: ["event", "platform", "protocol", "errors"],
		mayImportTypesOf: ["sources", "source"],
	},
	vendors: { mayImport: ["event", "platform", "errors"], mayImportTypesOf: ["protocol"] },
	daemon: {
		mayImport: [
			"event",
			"platform",
			"protocol",
			"store",
			"bus",
			"http",
			"sources",
			"webhooks",
			"agents",
			"plugins",
			"vendors",
			"errors",
		],
	},
	client: { mayImport: ["protocol", "event", "platform", "errors"] },
	reports: { mayImport: ["event", "errors"] },
	reporters: { mayImport: ["client", "reports", "event", "platform", "errors"] },
	mcp: { mayImport: ["client", "vendors", "event", "errors"] },
	cli: { mayImport: ["client", "mcp", "reports", "plugins", "vendors", "event", "platform", "errors"] },
	index: { mayImport: ["client", "event", "errors"], mayImportTypesOf: ["protocol"] },
	source: { mayImport: [], mayImportTypesOf: ["event"] },
	bin: { mayImport: ["cli", "client", "event", "platform", "errors"] },
};

/** Single files that may do more than their folder: `serve` is the verb that is the daemon. */
export const FILE_EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
	"src/cli/serve.ts": ["daemon"],
};

/** May import a path that is computed: a plugin's module, whose place its user knows. */
export const COMPUTED_IMPORTS: readonly string[] = ["src/plugins/runner.ts"];

/** Modules that only these folders may import, types included. */
export const ONLY_PLACE: Readonly<Record<string, readonly string[]>> = {
	"node:http": ["http", "webhooks"],
	"node:https": ["http", "webhooks"],
	"node:http2": ["http", "webhooks"],
	"node:sqlite": ["store"],
	"@photostructure/sqlite": ["store"],
	koffi: ["platform"],
	"@modelcontextprotocol/server": ["mcp"],
};

/** What only these files or folders may touch of `process` and `console`. */
export const ONLY_USER: Readonly<Record<string, readonly string[]>> = {
	"process.exit": ["src/bin.ts", "src/plugins/runner.ts"],
	"process.abort": [],
	"process.stdout": ["src/cli/", "src/platform/log.ts", "src/platform/log/"],
	"process.stderr": ["src/cli/", "src/reporters/", "src/platform/log.ts", "src/platform/log/"],
	console: ["src/cli/"],
};
