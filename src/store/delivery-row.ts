/** A notice on its way to an agent, as it is kept. */
export interface DeliveryRow {
	readonly id: string;
	readonly agent: string;
	readonly text: string;
	readonly isContextOnly: boolean;
	readonly onlyDoor: string | undefined;
	readonly state: string;
	readonly door: string | undefined;
	readonly reason: string | undefined;
	readonly acceptedAtMs: number;
	readonly changedAtMs: number;
	readonly expiresAtMs: number;
}
