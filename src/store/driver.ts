/** Which SQLite it is: the runtime's own where that is stable, a prebuilt one with the same interface below. */

type SqlValue = string | number | bigint | null;
type NamedValues = Readonly<Record<string, SqlValue>>;

/** A prepared statement. It does not keep its database open: whoever holds one holds the database too. */
export interface Statement<Row> {
	get(values?: NamedValues): Row | undefined;
	all(values?: NamedValues): Row[];
	iterate(values?: NamedValues): Iterable<Row>;
	run(values: NamedValues): { readonly changes: number | bigint };
	run(...values: readonly SqlValue[]): { readonly changes: number | bigint };
}

export interface Database {
	readonly isOpen: boolean;
	readonly isTransaction: boolean;
	/** `Row` is the shape that the SQL selects; it is stated beside each statement and not checked. */
	prepare<Row>(sql: string): Statement<Row>;
	exec(sql: string): void;
	close(): void;
}

interface Driver {
	readonly DatabaseSync: new (path: string, options: { readonly timeout: number }) => Database;
}

const FIRST_NODE_WITH_STABLE_SQLITE = 24;

export async function openDatabase(path: string, busyTimeoutMs: number): Promise<Database> {
	const { DatabaseSync } = parseDriver(await loadDriver());
	return new DatabaseSync(path, { timeout: busyTimeoutMs });
}

async function loadDriver(): Promise<unknown> {
	const major = Number.parseInt(process.versions.node, 10);
	if (major >= FIRST_NODE_WITH_STABLE_SQLITE) return process.getBuiltinModule("node:sqlite");
	return import("@photostructure/sqlite");
}

function parseDriver(module: unknown): Driver {
	if (typeof module === "object" && module !== null && "DatabaseSync" in module) return module as Driver;
	throw new TypeError(`No SQLite in Node ${process.versions.node}`);
}
