const PREFIX_LENGTH = 4;

/** Takes latin1 text in, however it was cut, and gives out what the frames hold, by the length before each. */
export function createFrameReader(onFrame: (text: string) => void): (text: string) => void {
	let rest = "";
	return (text) => {
		rest = rest === "" ? text : rest + text;
		for (let end = endOfFrame(rest); end <= rest.length; end = endOfFrame(rest)) {
			onFrame(rest.slice(PREFIX_LENGTH, end));
			rest = rest.slice(end);
		}
	};
}

function endOfFrame(text: string): number {
	if (text.length < PREFIX_LENGTH) return Number.POSITIVE_INFINITY;
	let length = 0;
	for (let index = 0; index < PREFIX_LENGTH; index += 1) length = length * 256 + text.charCodeAt(index);
	return PREFIX_LENGTH + length;
}
