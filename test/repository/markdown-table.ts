/** The rows of the tables of a page whose first heading cell is `heading`, as trimmed cells. */
export function readRows(page: string, heading: string): string[][] {
	const rows: string[][] = [];
	let isInside = false;
	for (const line of page.split("\n")) {
		const cells = line.startsWith("|") ? splitRow(line) : undefined;
		if (cells === undefined) isInside = false;
		else if (isInside) rows.push(cells);
		else isInside = cells[0] === heading;
	}
	return rows.filter((cells) => !/^-+$/.test(cells[0] ?? ""));
}

// A bar inside a cell is written \|.
function splitRow(line: string): string[] {
	return line
		.slice(1, line.lastIndexOf("|"))
		.split(/(?<!\\)\|/)
		.map((cell) => cell.replaceAll("\\|", "|").trim());
}
