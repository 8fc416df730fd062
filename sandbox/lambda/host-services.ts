import { createHash, createHmac, getHashes } from "node:crypto";
import type { FileSystem } from "./file-system.ts";
import type { GuestMessage, TaggedMessage } from "./guest-messages.ts";
import { compress } from "./host-compression.ts";
import { compressionWork, fileWork, type HostWork, hashWork, NO_WORK } from "./host-work.ts";

/** Questions that the host answers at once. */
export type ServiceRequest = Extract<TaggedMessage, { operation: "url" | "urlSet" | "hash" | "compress" | "fs" }>;

/** What the host answers to learner code at once (JSON text), and what work that is. */
export type Served = { answer: string; work: HostWork };

/**
 * What the guest library borrows from Node and from the environment: URL parsing, digests, compression, files.
 * @param files Those of the environment. @param epochMs The virtual time of day.
 */
export function serve(asked: ServiceRequest, files: () => FileSystem, epochMs: number): Served {
	switch (asked.operation) {
		case "url":
			return { answer: parseUrl(asked.message), work: NO_WORK };
		case "urlSet":
			return { answer: setUrlPart(asked.message), work: NO_WORK };
		case "hash":
			return { answer: digestOf(asked.message), work: hashWork(asked.message) };
		case "compress": {
			const answer = compress(asked.message);
			return { answer, work: compressionWork(asked.message, answer) };
		}
		case "fs": {
			const { answer, bytes } = files().perform(asked.message, epochMs);
			return { answer, work: fileWork(bytes) };
		}
	}
}

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
