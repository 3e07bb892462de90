import { testWebhook } from "../webhook-contract.js";
import { createHook } from "./scratch-hook.js";

const SECRET = "s3cret";
const SECTION = {
	delivery_id: "$.id",
	summary: "$.text",
	repo: "$.project.path",
	event_type: "$.kind",
	fields: { conclusion: { path: "$.state", values: { passed: "success" } }, first: "$.steps[0].name" },
};

testWebhook({
	name: "hooks.ci",
	open: () => createHook(SECTION),
	secret: SECRET,
	sign: () => ({ authorization: `Bearer ${SECRET}` }),
	deliver: (n) => ({
		body: Buffer.from(
			JSON.stringify({
				id: n,
				kind: "build",
				text: "a build",
				state: "passed",
				project: { path: "acme/api" },
				steps: [{ name: "compile" }],
			}),
		),
	}),
});
