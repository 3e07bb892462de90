/** What a lease is of: a word, or a path together with everything under it. */
import { BusError } from "../errors.js";

const MAX_RESOURCE_LENGTH = 1_024;
const UNFIT = /[\p{Cc}]/u;

/** @returns the resource in its one spelling @throws BusError LEASE_INVALID */
export function parseResource(text: string): string {
	if (text === "" || text.length > MAX_RESOURCE_LENGTH || UNFIT.test(text)) {
		throw new BusError(
			"LEASE_INVALID",
			`Cannot claim "${text.slice(0, 80)}": a resource is 1 to ${MAX_RESOURCE_LENGTH} characters on one line`,
			{ hint: "waitbus claim deploy, or waitbus claim ./src" },
		);
	}
	if (!isPath(text)) return text;
	const parts = text.split("/").filter((part) => part !== "" && part !== ".");
	if (!parts.includes("..")) return `/${parts.join("/")}`;
	throw new BusError("LEASE_INVALID", `Cannot claim "${text}": a path must not go up with ".."`, {
		hint: "Name the path that is meant, from the root",
	});
}

/** Whether two holders cannot have both at once. */
export function overlaps(one: string, other: string): boolean {
	return one === other || covers(one, other) || covers(other, one);
}

function covers(path: string, below: string): boolean {
	return isPath(path) && isPath(below) && below.startsWith(path === "/" ? "/" : `${path}/`);
}

function isPath(text: string): boolean {
	return text.startsWith("/");
}
