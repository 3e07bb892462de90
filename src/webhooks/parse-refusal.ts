/** What a sender is told when its bytes are no request of HTTP. */
import type { Answer } from "./answer.js";
import { refuse } from "./answer.js";

export interface ParseRefusal {
	readonly answer: Answer;
	/** The words after the status. */
	readonly reason: string;
}

export function toParseRefusal({ code, message }: NodeJS.ErrnoException): ParseRefusal {
	if (code === "HPE_HEADER_OVERFLOW") {
		const tooLarge = "Cannot read the request: its headers exceed 16 KiB";
		return {
			answer: refuse({ status: 431, code: "head_too_large", message: tooLarge }),
			reason: "Request Header Fields Too Large",
		};
	}
	// The parser's name for an end of the stream in the middle of a request.
	const isCut = code === "HPE_INVALID_EOF_STATE";
	const what = isCut ? "it ends before its Content-Length" : message.replace(/^Parse Error: /, "");
	const answer = refuse({
		status: 400,
		code: isCut ? "body_incomplete" : "request_malformed",
		message: `Cannot read the request: ${what}`,
	});
	return { answer, reason: "Bad Request" };
}
