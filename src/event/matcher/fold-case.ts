/** Lower case of ASCII letters alone, which is how SQLite's NOCASE compares as well. */
export function foldCase(text: string): string {
	return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}
