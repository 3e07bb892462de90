/** Makes untrusted text safe for a terminal: no escape sequence, no control or bidirectional character, no half of a pair. */

// ECMA-48 CSI and OSC sequences first, so that no half of one stays behind.
const ESCAPE_SEQUENCES =
	/(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b./gu;
// Nearly every text is this, and then one look is enough.
const PLAIN = /^[ -~]*$/;
const WHITE_SPACE = /[\t\n\r\v\f\u0085\u2028\u2029]+/gu;
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\p{Cs}]/gu;

/** One line of printable text. */
export function toPrintable(text: string): string {
	if (PLAIN.test(text)) return text;
	return text.replace(ESCAPE_SEQUENCES, "").replace(WHITE_SPACE, " ").replace(UNPRINTABLE, "");
}
