/** What a plugin may do on the machine besides reading its own package and emitting its events. */
import * as v from "valibot";

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

// Node takes `*` for a wildcard, and versions before 24 a comma for the end of a path.
const path = v.pipe(
	v.string(),
	v.check(
		(text) => /^(\/|~\/)[^*,\p{Cc}]*$/u.test(text),
		"a path that begins with / or ~/, without * and commas",
	),
	v.check((text) => !text.split("/").includes(".."), "a path without .."),
);
const address = v.pipe(
	v.string(),
	v.check((text) => /^[^\s/*]+:\d{1,5}$/.test(text), 'host:port, such as "127.0.0.1:8080"'),
);
// With these, whoever grants a variable would let somebody else's code or flags into the process.
const variable = v.pipe(
	v.string(),
	v.check((text) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text), "the name of a variable"),
	v.check(
		(text) => !/^(NODE_OPTIONS|NODE_PATH|LD_.*|DYLD_.*)$/.test(text),
		"a variable that does not steer Node",
	),
);

export const permissionsSchema = v.strictObject({
	net: v.optional(v.union([v.literal(true), v.array(address)]), []),
	fs_read: v.optional(v.array(path), []),
	fs_write: v.optional(v.array(path), []),
	child_process: v.optional(v.boolean(), false),
	env: v.optional(v.array(variable), []),
});

/** What is both asked for and granted. */
export function intersect(asked: Permissions, granted: Permissions): Permissions {
	return {
		net: intersectNet(asked.net, granted.net),
		fs_read: common(asked.fs_read, granted.fs_read),
		fs_write: common(asked.fs_write, granted.fs_write),
		child_process: asked.child_process && granted.child_process,
		env: common(asked.env, granted.env),
	};
}

/** One line for each thing, as in `net=127.0.0.1:8080`, which `--grant` takes. */
export function listPermissions({
	net,
	fs_read,
	fs_write,
	child_process,
	env,
}: Permissions): readonly string[] {
	return [
		...(net === true ? ["net"] : net.map((each) => `net=${each}`)),
		...fs_read.map((each) => `fs_read=${each}`),
		...fs_write.map((each) => `fs_write=${each}`),
		...(child_process ? ["child_process"] : []),
		...env.map((each) => `env=${each}`),
	];
}

/** Those that the lines name. */
export function selectPermissions(asked: Permissions, lines: readonly string[]): Permissions {
	const isNamed = (key: string) => (value: string) => lines.includes(`${key}=${value}`);
	const { net, fs_read, fs_write, child_process, env } = asked;
	return {
		net: net === true ? lines.includes("net") || [] : net.filter(isNamed("net")),
		fs_read: fs_read.filter(isNamed("fs_read")),
		fs_write: fs_write.filter(isNamed("fs_write")),
		child_process: child_process && lines.includes("child_process"),
		env: env.filter(isNamed("env")),
	};
}

function intersectNet(asked: Permissions["net"], granted: Permissions["net"]): Permissions["net"] {
	if (asked === true) return granted;
	return granted === true ? asked : common(asked, granted);
}

function common(asked: readonly string[], granted: readonly string[]): readonly string[] {
	return asked.filter((each) => granted.includes(each));
}
