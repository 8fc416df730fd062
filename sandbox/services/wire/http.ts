/** A request as it reaches an endpoint. Header names are in lower case; path and query are percent-encoded, the query without "?". */
export type WireRequest = {
	readonly method: string;
	readonly host: string;
	readonly path: string;
	readonly query: string;
	readonly headers: ReadonlyMap<string, string>;
	readonly body: Buffer;
};

export type WireResponse = { readonly status: number; readonly headers: [name: string, value: string][]; readonly body: Buffer };

/**
 * @param block Lines `name: value`, each ended by CR LF, as HTTP/1.1 writes them.
 * @returns Header values by lower-case name; of a name that comes twice, the values joined by a comma.
 */
export function readHeaders(block: string): Map<string, string> {
	const headers = new Map<string, string>();
	for (const line of block.split("\r\n")) {
		const colon = line.indexOf(":");
		if (colon <= 0) continue;
		const name = line.slice(0, colon).toLowerCase();
		const value = line.slice(colon + 1).trim();
		const earlier = headers.get(name);
		headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
	}
	return headers;
}
