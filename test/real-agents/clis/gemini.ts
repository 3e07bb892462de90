import { join } from "node:path";
import { type AgentCli, fileOf } from "../agent-cli.js";
import { GEMINI as DIALECT } from "../dialects/gemini.js";
import { addToJson } from "../edit-json.js";

const SETTINGS = ".gemini/settings.json";

export const GEMINI: AgentCli = {
	vendor: "gemini",
	packageName: "@google/gemini-cli",
	program: [process.execPath, fileOf("@google/gemini-cli", "bundle/gemini.js")],
	dialect: DIALECT,
	afterRefusal: "agent_left",
	setUp({ home }) {
		addToJson(join(home, SETTINGS), {
			general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
			privacy: { usageStatisticsEnabled: false },
			security: { auth: { selectedType: "gemini-api-key" } },
			telemetry: { enabled: false },
		});
	},
	turn: (prompt) => ["--skip-trust", "--approval-mode", "yolo", "--model", "gemini-2.5-flash", "-p", prompt],
	env: (_place, modelUrl) => ({
		GEMINI_API_KEY: "none",
		GOOGLE_GEMINI_BASE_URL: modelUrl,
		// Otherwise the process that is started only starts another.
		GEMINI_CLI_NO_RELAUNCH: "true",
	}),
};
