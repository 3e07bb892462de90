/**
 * What bundles have in place of make-fetch-happen: the client of Sigstore's keys downloads a few small files, for which
 * Node's own fetch will do. With the original come forty packages.
 */
export default function plainFetch(url, { headers, timeout }) {
	return fetch(url, { headers, signal: AbortSignal.timeout(timeout) });
}
