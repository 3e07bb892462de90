/** Aider runs its notification without a payload when it waits for its user. */
import { FINISHED } from "../lifecycle.js";
import { lifecycleReader } from "../lifecycle-reader.js";

const read = lifecycleReader({ moments: { notification: FINISHED } });

export const readLifecycle: typeof read = (call) => read({ ...call, event: call.event ?? "notification" });
