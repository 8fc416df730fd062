type Query = Record<string, unknown>;
type Coder = (text: string) => string;

/** Percent-encodes as Node.js does: what `encodeURIComponent` does, with a code for lone surrogates. */
function encodeText(text: unknown): string {
	try {
		return encodeURIComponent(String(text));
	} catch {
		throw Object.assign(new URIError("URI malformed"), { code: "ERR_INVALID_URI" });
	}
}

/** Decodes what is well formed and leaves the rest; bytes that are no UTF-8 become U+FFFD. */
function decodeText(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return Buffer.from(
			text.replace(/%([0-9a-f]{2})|([^\0-\x7f]+)/gi, (_, hex, wide) =>
				hex ? String.fromCharCode(parseInt(hex, 16)) : Buffer.from(wide).toString("latin1"),
			),
			"latin1",
		).toString();
	}
}

function primitive(value: unknown): string {
	if (typeof value === "string") return value;
	if (typeof value === "number" && Number.isFinite(value)) return `${value}`;
	return typeof value === "bigint" || typeof value === "boolean" ? `${value}` : "";
}

function stringify(query: unknown, separator?: string | null, equals?: string | null, options?: { encodeURIComponent?: Coder }): string {
	if (query === null || typeof query !== "object") return "";
	const encode = options?.encodeURIComponent ?? querystring.escape;
	const pairs: string[] = [];
	for (const [name, value] of Object.entries(query as Query)) {
		for (const one of Array.isArray(value) ? value : [value]) pairs.push(`${encode(name)}${equals || "="}${encode(primitive(one))}`);
	}
	return pairs.join(separator || "&");
}

function parse(
	text: unknown,
	separator?: string | null,
	equals?: string | null,
	options?: { maxKeys?: number; decodeURIComponent?: Coder },
): Query {
	const query: Query = Object.create(null);
	if (typeof text !== "string" || text === "") return query;
	const decoder = options?.decodeURIComponent ?? querystring.unescape;
	const decode = (part: string) => {
		const spaced = part.replaceAll("+", "%20");
		try {
			return decoder(spaced);
		} catch {
			return decodeText(spaced);
		}
	};
	const most = options?.maxKeys ?? 1000;
	const sign = equals || "=";
	let parts = text.split(separator || "&").filter((part) => part !== "");
	if (most > 0) parts = parts.slice(0, most);
	for (const part of parts) {
		const at = part.indexOf(sign);
		const name = decode(at < 0 ? part : part.slice(0, at));
		const value = at < 0 ? "" : decode(part.slice(at + sign.length));
		const known = query[name];
		query[name] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
	}
	return query;
}

/** node:querystring. */
export const querystring = { escape: encodeText, unescape: decodeText, stringify, parse, encode: stringify, decode: parse };
