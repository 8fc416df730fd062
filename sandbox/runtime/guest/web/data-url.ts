import { Buffer } from "buffer";
import { type Bytes, copied } from "../buffer/bytes.ts";

/** A token of HTTP, twice: `type/subtype`, and what follows it. */
const MIME = /^[!#$%&'*+\-.^_`|~\w]+\/[!#$%&'*+\-.^_`|~\w]+\s*(?:;|$)/;

/**
 * What a `data:` address holds (Fetch Standard, data: URL processor).
 * @param href Without its fragment.
 * @returns undefined when it is none.
 */
export function dataOf(href: string): { contentType: string; bytes: Bytes } | undefined {
	const comma = href.indexOf(",");
	if (comma < 0) return undefined;
	let type = href.slice("data:".length, comma).trim();
	let bytes = unescaped(href.slice(comma + 1));
	const base64 = /; *base64$/i.exec(type);
	if (base64) {
		type = type.slice(0, base64.index);
		const text = bytes.toString("latin1").replace(/[\t\n\f\r ]/g, "");
		const digits = text.length % 4 === 0 ? text.replace(/={1,2}$/, "") : text;
		if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return undefined;
		bytes = Buffer.from(digits, "base64");
	}
	if (type.startsWith(";")) type = `text/plain${type}`;
	return { contentType: MIME.test(type) ? type : "text/plain;charset=US-ASCII", bytes: copied(bytes) };
}

/** Bytes of a text in which some are written as `%41`. */
function unescaped(text: string): Buffer {
	const parts: Buffer[] = [];
	for (const part of text.split(/((?:%[0-9a-f]{2})+)/i))
		parts.push(/^(?:%[0-9a-f]{2})+$/i.test(part) ? Buffer.from(part.replaceAll("%", ""), "hex") : Buffer.from(part, "utf8"));
	return Buffer.concat(parts);
}
