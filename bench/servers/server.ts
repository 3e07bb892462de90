/** Something for couriers to talk to, for as long as it is measured. */
export interface Server {
	readonly address: string;
	readonly env?: NodeJS.ProcessEnv;
	stop(): Promise<void>;
}
