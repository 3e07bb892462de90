/** Where a text stops being JSON (RFC 8259): V8 refuses it without saying where. */

const SPACE = /[\t\n\r ]*/y;
const SCALAR =
	/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const KEY = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"[\t\n\r ]*:/y;

/** The offset of the first character that cannot stand there; the length of the text where it ends too early. */
export function findJsonFault(text: string): number {
	let offset = 0;
	const take = (pattern: RegExp): boolean => {
		pattern.lastIndex = offset;
		const length = pattern.exec(text)?.[0].length;
		if (length !== undefined) offset += length;
		return length !== undefined;
	};
	const takeCharacter = (character: string): boolean => {
		take(SPACE);
		if (text[offset] !== character) return false;
		offset += 1;
		return true;
	};
	const takeMembers = (isObject: boolean): boolean => {
		const close = isObject ? "}" : "]";
		if (takeCharacter(close)) return true;
		do {
			take(SPACE);
			if (isObject && !take(KEY)) return false;
			if (!takeValue()) return false;
		} while (takeCharacter(","));
		return takeCharacter(close);
	};
	const takeValue = (): boolean => {
		if (takeCharacter("{")) return takeMembers(true);
		if (takeCharacter("[")) return takeMembers(false);
		return take(SCALAR);
	};
	takeValue();
	take(SPACE);
	return offset;
}
