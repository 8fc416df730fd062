import type { GuestMessage, TaggedMessage } from "../process/guest-messages.ts";
import { digestOf } from "./crypto/digests.ts";
import { answerCrypto } from "./crypto/host-crypto.ts";
import { cryptoWork } from "./crypto/work.ts";
import type { FileSystem } from "./file-system.ts";
import { compress } from "./host-compression.ts";
import { compressionWork, fileWork, type HostWork, hashWork, NO_WORK } from "./host-work.ts";

/** Questions that the host answers at once. */
export type ServiceRequest = Extract<TaggedMessage, { operation: "url" | "urlSet" | "hash" | "crypto" | "compress" | "fs" }>;

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
		case "crypto": {
			const answer = answerCrypto(asked.message);
			return { answer, work: cryptoWork(asked.message, answer) };
		}
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
