/** What a plugin may do on the machine besides reading its own package and emitting its events. */
/** As the manifest asks for it, and as its user granted it: the same keys. */
export interface Permissions {
	/** `host:port` each, or true for the whole network. */
	readonly net: readonly string[] | true;
	/** Absolute paths, or beginning with `~/`; a directory stands for all that is in it. */
	readonly fs_read: readonly string[];
	readonly fs_write: readonly string[];
	readonly child_process: boolean;
	/** Names of variables of the daemon's environment. */
	readonly env: readonly string[];
}

export const NO_PERMISSIONS: Permissions = {
	net: [],
	fs_read: [],
	fs_write: [],
	child_process: false,
	env: [],
};
