/** How the hooks of each vendor are read. All in one: they are short, and a file more costs a hook more. */
import { readLifecycle as aider } from "./aider/lifecycle.js";
import { readLifecycle as claude } from "./claude/lifecycle.js";
import { readLifecycle as cline } from "./cline/lifecycle.js";
import { readLifecycle as codex } from "./codex/lifecycle.js";
import { readLifecycle as copilot } from "./copilot/lifecycle.js";
import { readLifecycle as cursor } from "./cursor/lifecycle.js";
import { readLifecycle as gemini } from "./gemini/lifecycle.js";
import type { ReadLifecycle } from "./lifecycle.js";
import { readLifecycle as opencode } from "./opencode/lifecycle.js";
import { readLifecycle as qwen } from "./qwen/lifecycle.js";
import type { Vendor } from "./vendors.js";
import { readLifecycle as windsurf } from "./windsurf/lifecycle.js";

export const LIFECYCLES: Readonly<Record<Vendor, ReadLifecycle>> = {
	aider,
	claude,
	cline,
	codex,
	copilot,
	cursor,
	gemini,
	opencode,
	qwen,
	windsurf,
};
