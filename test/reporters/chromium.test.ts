import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { TestProject } from "../support/test-project.js";
import { PLAYWRIGHT } from "./runners.js";

const CHROMIUM = "/usr/bin/chromium";
const isMissing = !existsSync(CHROMIUM) && process.env["CI"] !== "true" && "apt-get install chromium";

test("a page that does not show what it should fails in words that one can read", {
	skip: PLAYWRIGHT.skip || isMissing,
}, async (t) => {
	const project = await TestProject.create(t, { packages: PLAYWRIGHT.packages });
	const port = await servePage(t, "<title>Shop</title><h1>Sold out</h1>");
	project.write({
		// As root, Chromium runs without its sandbox or not at all.
		"playwright.config.ts": `export default {
			testMatch: "*.spec.js",
			reporter: [["line"], ["waitbus/reporters/playwright"]],
			use: { baseURL: "http://127.0.0.1:${port}" },
			projects: [{ name: "chromium", use: { launchOptions: { executablePath: "${CHROMIUM}", args: ["--no-sandbox"] } } }],
		};`,
		"shop.spec.js": `${PLAYWRIGHT.head}
test("has a title", async ({ page }) => { await page.goto("/"); await expect(page).toHaveTitle("Shop"); });
test("has goods", async ({ page }) => {
	await page.goto("/");
	await expect(page.locator("h1")).toHaveText("Welcome", { timeout: 1 });
});`,
	});

	const { code, stdout } = await project.run(PLAYWRIGHT.command);

	assert.equal(code, 1, stdout);
	const [failure, session] = await project.told();
	const { nodeid, project: name, lineno, message } = failure?.fields ?? {};
	assert.deepEqual([nodeid, name, lineno], ["shop.spec.js > has goods", "chromium", 7]);
	assert.match(String(message), /toHaveText.*failed[^]*Expected.*"Welcome"[^]*Received.*"Sold out"/);
	const { passed, failed } = session?.fields ?? {};
	assert.deepEqual([passed, failed], [1, 1]);
});

async function servePage(t: TestContext, html: string): Promise<number> {
	const server = createServer((_request, response) => {
		response.setHeader("content-type", "text/html").end(html);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => server.close());
	return (server.address() as AddressInfo).port;
}
