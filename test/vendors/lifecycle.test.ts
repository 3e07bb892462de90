import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { parseDraft } from "../../src/event/draft.js";
import type { JsonObject } from "../../src/event/event.js";
import { readHook } from "../../src/vendors/read-hook.js";
import { sessionNames } from "../../src/vendors/session-name.js";
import { toDrafts } from "../../src/vendors/to-drafts.js";
import { LIFECYCLES } from "../../src/vendors/lifecycles.js";
import { type Vendor, VENDORS } from "../../src/vendors/vendors.js";
import { jsonObject } from "../support/event-arbitraries.js";

const FINISHED = ["agent_turn_ended", "agent_idle"];

/** What each vendor hands to its hooks, by its own documentation, and what is published of it. */
const SAMPLES: readonly (readonly [Vendor, JsonObject, readonly string[], string?])[] = [
	["claude", { hook_event_name: "SessionStart", source: "resume", model: "opus" }, ["agent_started"]],
	["claude", { hook_event_name: "SessionStart", source: "compact" }, ["agent_hook"]],
	["claude", { hook_event_name: "UserPromptSubmit", prompt: "go" }, ["agent_turn_started"]],
	["claude", { hook_event_name: "Stop", stop_hook_active: false, background_tasks: [] }, FINISHED],
	[
		"claude",
		{ hook_event_name: "Stop", background_tasks: [{ id: "b1", type: "shell", status: "running" }] },
		["agent_turn_ended"],
	],
	["claude", { hook_event_name: "Stop", agent_id: "a1", agent_type: "Explore" }, ["agent_hook"]],
	["claude", { hook_event_name: "SubagentStop", agent_id: "a1" }, ["agent_hook"]],
	["claude", { hook_event_name: "StopFailure", error: "rate_limit" }, ["agent_failed"]],
	[
		"claude",
		{ hook_event_name: "Notification", notification_type: "permission_prompt" },
		["agent_needs_input"],
	],
	["claude", { hook_event_name: "Notification", notification_type: "idle_prompt" }, ["agent_hook"]],
	["claude", { hook_event_name: "SessionEnd", reason: "clear" }, ["agent_ended"]],
	["claude", { hook_event_name: "SomethingNew", detail: 1 }, ["agent_hook"]],
	["codex", { hook_event_name: "SessionStart", session_id: "s", source: "startup" }, ["agent_started"]],
	["codex", { hook_event_name: "Stop", turn_id: "t", last_assistant_message: "done" }, FINISHED],
	["codex", { hook_event_name: "Interrupt", turn_id: "t" }, FINISHED],
	["codex", { hook_event_name: "PermissionRequest", tool_name: "shell" }, ["agent_needs_input"]],
	["codex", { type: "agent-turn-complete", "thread-id": "s", "turn-id": "t" }, FINISHED],
	["gemini", { hook_event_name: "BeforeAgent", prompt: "go" }, ["agent_turn_started"]],
	["gemini", { hook_event_name: "AfterAgent", prompt_response: "done" }, FINISHED],
	["gemini", { hook_event_name: "Notification", notification_type: "ToolPermission" }, ["agent_needs_input"]],
	["cursor", { hook_event_name: "beforeSubmitPrompt", conversation_id: "s" }, ["agent_turn_started"]],
	["cursor", { hook_event_name: "stop", conversation_id: "s", status: "completed" }, FINISHED],
	["cursor", { hook_event_name: "stop", conversation_id: "s", status: "error" }, ["agent_failed"]],
	["opencode", { type: "session.created", properties: { info: { id: "ses_1" } } }, ["agent_started"]],
	[
		"opencode",
		{ type: "session.created", properties: { info: { id: "ses_2", parentID: "ses_1" } } },
		["agent_hook"],
	],
	[
		"opencode",
		{ type: "session.status", properties: { sessionID: "ses_1", status: { type: "busy" } } },
		["agent_turn_started"],
	],
	["opencode", { type: "session.idle", properties: { sessionID: "ses_1" } }, FINISHED],
	[
		"opencode",
		{ type: "session.error", properties: { sessionID: "ses_1", error: { name: "ProviderAuthError" } } },
		["agent_failed"],
	],
	["opencode", { type: "permission.asked", properties: { sessionID: "ses_1" } }, ["agent_needs_input"]],
	["copilot", { sessionId: "s", timestamp: 1, cwd: "/w", stopReason: "end_turn" }, FINISHED, "agentStop"],
	["copilot", { hook_event_name: "Stop", session_id: "s", stop_reason: "end_turn" }, FINISHED],
	[
		"copilot",
		{ sessionId: "s", error: { message: "no" }, recoverable: false },
		["agent_failed"],
		"errorOccurred",
	],
	["copilot", { sessionId: "s", reason: "error" }, ["agent_failed", "agent_ended"], "sessionEnd"],
	["copilot", { sessionId: "s", reason: "complete" }, ["agent_ended"], "sessionEnd"],
	["qwen", { hook_event_name: "Stop", session_id: "s" }, FINISHED],
	["windsurf", { agent_action_name: "pre_user_prompt", trajectory_id: "s" }, ["agent_turn_started"]],
	["windsurf", { agent_action_name: "post_cascade_response", trajectory_id: "s" }, FINISHED],
	["cline", { hookName: "TaskStart", taskId: "1", workspaceRoots: ["/w"] }, ["agent_started"]],
	["cline", { hookName: "TaskComplete", taskId: "1", workspaceRoots: ["/w"] }, FINISHED],
	["cline", { hookName: "agent_end", taskId: "1", parent_agent_id: null }, FINISHED],
	["cline", { hookName: "agent_error", taskId: "1", parent_agent_id: null }, ["agent_failed"]],
	["cline", { hookName: "agent_end", taskId: "1", parent_agent_id: "a" }, ["agent_hook"]],
	["aider", {}, FINISHED],
];

for (const [vendor, payload, types, event] of SAMPLES) {
	test(`${vendor} ${JSON.stringify(payload)} is ${types.join(" and ")}`, async () => {
		const { report } = readHook(LIFECYCLES[vendor], {
			text: JSON.stringify(payload),
			event,
			env: {},
		});

		assert.deepEqual(
			report.events.map(({ type }) => type),
			types,
		);
	});
}

test("whatever a payload is, it makes events that the bus takes, about no other agent", async () => {
	const readers = VENDORS.map((vendor) => LIFECYCLES[vendor]);
	const text = fc.oneof(
		jsonObject.map((value) => JSON.stringify(value)),
		fc.string({ unit: "binary" }),
	);

	fc.assert(
		fc.property(fc.nat(readers.length - 1), text, fc.option(fc.string()), (index, input, event) => {
			const [readLifecycle, vendor] = [readers[index], VENDORS[index]];
			if (readLifecycle === undefined || vendor === undefined) return;
			const { report, payload } = readHook(readLifecycle, {
				text: input,
				event: event ?? undefined,
				env: {},
			});
			const drafts = toDrafts(report, { vendor, agent: "me", payload, callId: "1" });
			for (const draft of drafts) assert.equal(parseDraft(draft).fields["agent"], "me");
			assert.notEqual(drafts.length, 0);
		}),
	);
});

test("facts keep their names, unless they mean something else on the bus", async () => {
	const text = JSON.stringify({
		hook_event_name: "Stop",
		status: "x",
		source: "y",
		msg_to: "everyone",
		"last-assistant-message": "a".repeat(3_000),
		toolName: "Bash",
	});

	const { report } = readHook(LIFECYCLES.claude, { text, event: undefined, env: {} });

	assert.deepEqual(
		{ ...report.facts, last_assistant_message: String(report.facts["last_assistant_message"]).length },
		{
			hook_event_name: "Stop",
			hook_status: "x",
			hook_source: "y",
			hook_msg_to: "everyone",
			last_assistant_message: 2_000,
			tool_name: "Bash",
		},
	);
});

test("the doors of a session are told apart from what is published", async () => {
	const env = { CLAUDE_CODE_MESSAGING_SOCKET: "/run/claude.sock", CLAUDE_CODE_MESSAGING_TOKEN: "s3cret" };
	const { report, payload } = readHook(LIFECYCLES.claude, {
		text: JSON.stringify({ hook_event_name: "SessionStart", session_id: "3f2a91bc" }),
		event: undefined,
		env,
	});

	const drafts = toDrafts(report, { vendor: "claude", agent: "me", payload, callId: "1" });

	assert.deepEqual(report.doors, [{ door: "claude_inbox", socket: "/run/claude.sock", token: "s3cret" }]);
	assert.doesNotMatch(JSON.stringify(drafts), /s3cret/);
});

test("a session is called by its vendor and the first that tells it from others", () => {
	const names = sessionNames({ vendor: "opencode", session: "ses_6f2a1b3c4001abcdefghij" });

	assert.deepEqual(names.slice(0, 2), ["opencode-6f2a1b3c", "opencode-6f2a1b3c4001abcd"]);
	assert.deepEqual(sessionNames({ name: "reviewer", vendor: "aider" }), ["reviewer"]);
	assert.deepEqual(sessionNames({ name: "not a name", vendor: "aider" }), []);
});
