import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Durability } from "../../src/store/configure-database.js";
import { type Database, openDatabase } from "../../src/store/driver.js";
import { openStore } from "../../src/store/open-store.js";
import type { Store } from "../../src/store/store.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

export interface ScratchStore {
	readonly path: string;
	readonly store: Store;
	/** A connection beside the store's, as a person with sqlite3 has it. */
	readonly connect: () => Promise<Database>;
	/** Closes the store and opens its file again. */
	readonly reopen: () => Promise<Store>;
}

/** A store in a folder of its own; both are gone when the test ends. */
export async function openScratchStore(
	t: Pick<TestContext, "after">,
	durability: Durability = "normal",
): Promise<ScratchStore> {
	const closers: (() => void)[] = [];
	t.after(() => {
		for (const close of closers) close();
	});
	const path = join(makeTemporaryDirectory(t), "events.db");
	const open = async (): Promise<Store> => {
		const store = await openStore(path, { durability });
		closers.push(() => store.close());
		return store;
	};
	const store = await open();
	return {
		path,
		store,
		async connect() {
			const database = await openDatabase(path, 1_000);
			closers.push(() => (database.isOpen ? database.close() : undefined));
			return database;
		},
		async reopen() {
			store.close();
			return open();
		},
	};
}
