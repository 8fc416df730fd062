import { createHash, createHmac, getHashes } from "node:crypto";
import type { GuestMessage } from "./guest-messages.ts";

/** Pure functions that the guest library borrows from Node: URL parsing and digests. JSON text out. */

const settable = new Set(["href", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"]);

function partsOf(url: URL): string {
	const { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } = url;
	return JSON.stringify({ ok: true, parts: { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } });
}

export function parseUrl({ input, base }: GuestMessage<"url">): string {
	const url = URL.parse(input, base);
	return url ? partsOf(url) : '{"ok":false}';
}

export function setUrlPart({ href, part, value }: GuestMessage<"urlSet">): string {
	const url = URL.parse(href);
	if (!url || !settable.has(part)) return '{"ok":false}';
	if (part === "href" && !URL.canParse(value)) return '{"ok":false}';
	(url as unknown as Record<string, string>)[part] = value;
	return partsOf(url);
}

const digests = new Set(["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]);

export function digestOf({ algorithm, data, key }: GuestMessage<"hash">): string {
	const name = algorithm.toLowerCase().replace("-", "");
	if (!digests.has(name) || !getHashes().includes(name)) return '{"ok":false}';
	const hash = key === undefined ? createHash(name) : createHmac(name, Buffer.from(key, "base64"));
	return JSON.stringify({ ok: true, digest: hash.update(Buffer.from(data, "base64")).digest("base64") });
}
