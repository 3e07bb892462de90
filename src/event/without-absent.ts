type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The same object without the keys whose value is undefined: on the wire, absent means absent. */
export function withoutAbsent<T extends object>(value: T): Present<T> {
	return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Present<T>;
}
