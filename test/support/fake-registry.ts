/** A registry of packages, as npm speaks to one. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { makeTemporaryDirectory } from "./temporary-directory.js";

export interface Published {
	readonly version: string;
	/** Its path. */
	readonly tarball: string;
	readonly manifest: object;
	/** The bundle that vouches for it. */
	readonly attestation?: unknown;
}

export class FakeRegistry {
	/** What npm needs in its environment to use it. */
	readonly env: NodeJS.ProcessEnv;
	/** What it answers when it is asked for attestations. */
	attestationStatus = 200;
	readonly #url: string;
	readonly #packages = new Map<string, Published[]>();

	private constructor(url: string, cache: string) {
		this.#url = url;
		this.env = { npm_config_registry: url, npm_config_cache: cache, npm_config_fetch_retries: "0" };
	}

	static async start(t: TestContext): Promise<FakeRegistry> {
		const server = createServer((request, response) => registry.#answer(request, response));
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		t.after(() => {
			server.closeAllConnections();
			server.close();
		});
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
		const registry = new FakeRegistry(url, makeTemporaryDirectory(t));
		return registry;
	}

	publish(name: string, published: Published): void {
		this.#packages.set(name, [...(this.#packages.get(name) ?? []), published]);
	}

	#answer({ url = "" }: IncomingMessage, response: ServerResponse): void {
		const [, name = "", rest = ""] = /^\/([^/]+)(.*)$/.exec(decodeURIComponent(url)) ?? [];
		const attested = /^\/npm\/v1\/attestations\/(.+)@(.+)$/.exec(rest);
		if (attested !== null) return this.#answerAttestations(attested[1] ?? "", attested[2] ?? "", response);
		const published = this.#packages.get(name) ?? [];
		if (published.length === 0) return answer(response, 404, "{}");
		const tarball = published.find(({ version }) => rest === `/-/${name}-${version}.tgz`);
		if (tarball !== undefined) return answer(response, 200, readFileSync(tarball.tarball));
		return answer(response, 200, JSON.stringify(this.#toPackument(name, published)));
	}

	#answerAttestations(name: string, version: string, response: ServerResponse): void {
		const bundle = this.#packages.get(name)?.find((each) => each.version === version)?.attestation;
		const attestations = [
			{ predicateType: "https://github.com/npm/attestation/tree/main/specs/publish/v0.1", bundle: {} },
			{ predicateType: "https://slsa.dev/provenance/v1", bundle },
		];
		answer(response, this.attestationStatus, JSON.stringify({ attestations }));
	}

	#toPackument(name: string, published: readonly Published[]): object {
		const versions = published.map((each) => [each.version, this.#toVersion(name, each)]);
		return {
			name,
			"dist-tags": { latest: published.at(-1)?.version },
			versions: Object.fromEntries(versions) as object,
		};
	}

	#toVersion(name: string, { version, tarball, manifest, attestation }: Published): object {
		const url = `${this.#url}-/npm/v1/attestations/${name}@${version}`;
		const attestations = { url, provenance: { predicateType: "https://slsa.dev/provenance/v1" } };
		return {
			...manifest,
			dist: {
				tarball: `${this.#url}${name}/-/${name}-${version}.tgz`,
				integrity: integrityOf(tarball),
				...(attestation === undefined ? {} : { attestations }),
			},
		};
	}
}

export function integrityOf(tarball: string): string {
	return `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
}

function answer(response: ServerResponse, status: number, body: string | Buffer): void {
	response.writeHead(status, {
		"content-type": typeof body === "string" ? "application/json" : "application/gzip",
	});
	response.end(body);
}
