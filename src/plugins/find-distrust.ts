/** Why a plugin is not the one that its user trusts. */
import type { ErrorCode } from "../errors.js";
import type { Identity } from "./identity.js";
import type { Trust } from "./trust-file.js";

export interface Distrust {
	readonly code: Extract<ErrorCode, "PLUGIN_UNTRUSTED" | "PLUGIN_CHANGED">;
	/** A clause. */
	readonly reason: string;
}

/** Undefined when it is the one. */
export function findDistrust(identity: Identity, trust: Trust | undefined): Distrust | undefined {
	if (trust === undefined) return { code: "PLUGIN_UNTRUSTED", reason: "nobody has said that it may run" };
	if (identity.package !== trust.package)
		return changed(`it is the package ${identity.package}, and ${trust.package} was trusted`);
	if (identity.integrity !== trust.integrity)
		return changed(
			`it is version ${identity.version}, and ${trust.version} was trusted, or its tarball is another`,
		);
	if (identity.files !== trust.files) return changed("its files are not those that were trusted");
	return undefined;
}

function changed(reason: string): Distrust {
	return { code: "PLUGIN_CHANGED", reason };
}
