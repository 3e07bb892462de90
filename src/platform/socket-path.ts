import { BusError } from "../errors.js";

/** @throws BusError PATH_INVALID when the system cannot bind a socket to so long a path */
export function checkSocketPath(path: string, platform: NodeJS.Platform): void {
	// sockaddr_un holds 108 bytes on Linux and 104 elsewhere, the closing NUL included.
	const maxBytes = platform === "linux" ? 107 : 103;
	const bytes = Buffer.byteLength(path);
	if (bytes <= maxBytes) return;
	throw new BusError(
		"PATH_INVALID",
		`Cannot use socket path "${path}": it has ${bytes} bytes, the system allows ${maxBytes}`,
		{ hint: "Set WAITBUS_RUNTIME_DIR to a short directory, such as ~/.waitbus" },
	);
}
