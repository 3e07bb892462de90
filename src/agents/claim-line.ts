/** Those who wait for a resource that somebody else holds. */
import type { Claim } from "./lease-book.js";
import { overlaps } from "./resource.js";

export class ClaimLine {
	#claims: readonly Claim[] = [];

	/** How many wait for the resource or a part of it. */
	countFor(resource: string): number {
		return this.#claims.filter((claim) => overlaps(claim.resource, resource)).length;
	}

	add(claim: Claim): void {
		this.#claims = [...this.#claims, claim];
	}

	remove(claim: Claim): void {
		this.#claims = this.#claims.filter((other) => other !== claim);
	}

	/** Takes out whose turn it is, in the order of asking: nobody overtakes whoever waits for a part of the same. */
	take(isHeld: (claim: Claim) => boolean): readonly Claim[] {
		const waiting: Claim[] = [];
		const next: Claim[] = [];
		for (const claim of this.#claims) {
			const isBehind = waiting.some(({ resource }) => overlaps(resource, claim.resource));
			const isTaken = next.some(({ resource }) => overlaps(resource, claim.resource));
			(isHeld(claim) || isBehind || isTaken ? waiting : next).push(claim);
		}
		this.#claims = waiting;
		return next;
	}

	clear(): void {
		this.#claims = [];
	}
}
