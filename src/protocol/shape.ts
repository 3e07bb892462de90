/** What a message must hold to be usable, checked without a library and without garbage: every reply comes this way. */

type Leaf = "text" | "number" | "flag" | "object" | "array";

export type Shape =
	| Leaf
	/** Or null. */
	| `${Leaf}?`
	/** An array of these. */
	| readonly [Shape]
	| { readonly [key: string]: Shape };

/** A shape for each key of a message, none forgotten. */
export type KeysOf<Message> = { readonly [Key in keyof Message]-?: Shape };

const NAMES: Readonly<Record<Leaf, string>> = {
	text: "text",
	number: "a number",
	flag: "true or false",
	object: "an object",
	array: "an array",
};

/** Where a value is not of this shape, such as `.clauses[0].text is missing`. What it holds besides does not matter. */
export function findMisfit(value: unknown, shape: Shape): string | undefined {
	if (value === undefined) return " is missing";
	if (typeof shape === "string") return isLeaf(value, shape) ? undefined : ` is not ${NAMES[leafOf(shape)]}`;
	if (isEach(shape)) return Array.isArray(value) ? findInItems(value, shape[0]) : ` is not ${NAMES.array}`;
	return isObject(value) ? findInKeys(value, shape) : ` is not ${NAMES.object}`;
}

function findInItems(items: readonly unknown[], shape: Shape): string | undefined {
	for (let index = 0; index < items.length; index += 1) {
		const misfit = findMisfit(items[index], shape);
		if (misfit !== undefined) return `[${index}]${misfit}`;
	}
	return undefined;
}

function findInKeys(
	value: Readonly<Record<string, unknown>>,
	shape: Readonly<Record<string, Shape>>,
): string | undefined {
	for (const key in shape) {
		const misfit = findMisfit(value[key], shape[key] ?? "object");
		if (misfit !== undefined) return `.${key}${misfit}`;
	}
	return undefined;
}

function isLeaf(value: unknown, shape: Leaf | `${Leaf}?`): boolean {
	if (value === null) return shape.endsWith("?");
	switch (leafOf(shape)) {
		case "text":
			return typeof value === "string";
		case "number":
			return typeof value === "number";
		case "flag":
			return typeof value === "boolean";
		case "array":
			return Array.isArray(value);
		case "object":
			return isObject(value);
	}
}

function leafOf(shape: Leaf | `${Leaf}?`): Leaf {
	return (shape.endsWith("?") ? shape.slice(0, -1) : shape) as Leaf;
}

function isEach(shape: Exclude<Shape, string>): shape is readonly [Shape] {
	return Array.isArray(shape);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
