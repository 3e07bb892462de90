/** Runs work in one transaction: all of it is stored, or none and the failure is thrown. */
import type { Database } from "./driver.js";

export type Transact = <Result>(work: () => Result) => Result;

export function prepareTransaction(database: Database): Transact {
	const begin = database.prepare("BEGIN IMMEDIATE");
	const commit = database.prepare("COMMIT");
	const rollback = database.prepare("ROLLBACK");
	return (work) => {
		begin.run();
		try {
			const result = work();
			commit.run();
			return result;
		} catch (error) {
			// A full disk may have rolled back by itself.
			if (database.isTransaction) rollback.run();
			throw error;
		}
	};
}
