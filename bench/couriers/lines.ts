/** Takes text in, however it was cut, and gives out its lines. */
export function createLineReader(onLine: (line: string) => void): (text: string) => void {
	let rest = "";
	return (text) => {
		const lines = (rest + text).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) onLine(line);
	};
}
