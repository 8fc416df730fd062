import { querystring } from "./query-string.ts";
import { URL, URLSearchParams } from "./web/url.ts";

const withSlashes = new Set(["http:", "https:", "ftp:", "gopher:", "file:", "ws:", "wss:"]);
/** Characters that the legacy parser percent-encodes by itself, and that end a host. */
const unsafe = /[\t\n\r "'<>\\^`{|}]/g;
const endsHost = /[\t\n\r "#%'/;<>?\\^`{|}]/;

function typeError(code: string, message: string): TypeError {
	return Object.assign(new TypeError(message), { code });
}

function encodeAuth(auth: string): string {
	return encodeURIComponent(auth).replaceAll("%3A", ":");
}

function toAscii(hostname: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: what is plain ASCII needs no translation.
	if (/^[\x00-\x7f]*$/.test(hostname)) return hostname;
	return URL.parse(`http://${hostname}`)?.hostname ?? "";
}

/** What `url.parse` gives. */
export class Url {
	protocol: string | null = null;
	slashes: boolean | null = null;
	auth: string | null = null;
	host: string | null = null;
	port: string | null = null;
	hostname: string | null = null;
	hash: string | null = null;
	search: string | null = null;
	query: string | object | null = null;
	pathname: string | null = null;
	path: string | null = null;
	href = "";

	format(): string {
		return formatParts(this);
	}
	resolve(to: string): string {
		return resolve(this.href, to);
	}
	parse(text: string, parseQuery = false, slashesDenoteHost = false): this {
		return read(this, text, parseQuery, slashesDenoteHost);
	}
}

/** The legacy parser, which takes relative addresses too. @throws TypeError for a host or port that cannot be. */
export function parse(url: unknown, parseQuery = false, slashesDenoteHost = false): Url {
	if (url instanceof Url) return url;
	if (typeof url !== "string") {
		const received =
			url === null || url === undefined
				? `${url}`
				: typeof url === "object"
					? `an instance of ${url.constructor?.name ?? "Object"}`
					: `type ${typeof url} (${String(url)})`;
		throw typeError("ERR_INVALID_ARG_TYPE", `The "url" argument must be of type string. Received ${received}`);
	}
	return read(new Url(), url, parseQuery, slashesDenoteHost);
}

function read<U extends Url>(made: U, url: string, parseQuery: boolean, slashesDenoteHost: boolean): U {
	const cut = url.trim().search(/[?#]/);
	const trimmed = url.trim();
	let rest = (cut < 0 ? trimmed : trimmed.slice(0, cut)).replaceAll("\\", "/") + (cut < 0 ? "" : trimmed.slice(cut));
	const scheme = /^[a-z0-9.+-]+:/i.exec(rest)?.[0];
	const protocol = scheme?.toLowerCase();
	if (scheme && protocol) {
		made.protocol = protocol;
		rest = rest.slice(scheme.length);
	}
	const script = protocol === "javascript:";
	if ((slashesDenoteHost || protocol || /^\/\/[^@/]+@[^@/]+/.test(rest)) && rest.startsWith("//") && !script) {
		made.slashes = true;
		rest = rest.slice(2);
	}
	if (!script && (made.slashes || (protocol && !withSlashes.has(protocol)))) rest = readHost(made, rest, url);
	if (!script) rest = rest.replace(unsafe, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
	const hash = rest.indexOf("#");
	if (hash >= 0) {
		made.hash = rest.slice(hash);
		rest = rest.slice(0, hash);
	}
	const query = rest.indexOf("?");
	if (query >= 0) {
		made.search = rest.slice(query);
		made.query = parseQuery ? querystring.parse(rest.slice(query + 1)) : rest.slice(query + 1);
		rest = rest.slice(0, query);
	} else if (parseQuery) {
		made.search = null;
		made.query = querystring.parse("");
	}
	if (rest) made.pathname = rest;
	else if (protocol && withSlashes.has(protocol) && made.hostname) made.pathname = "/";
	if (made.pathname !== null || made.search !== null) made.path = (made.pathname ?? "") + (made.search ?? "");
	made.href = made.format();
	return made;
}

/** Reads auth, host and port. @returns What is left of the text. */
function readHost(made: Url, text: string, whole: string): string {
	const path = text.search(/[/?#]/);
	const at = text.lastIndexOf("@", path < 0 ? undefined : path);
	let rest = text;
	if (at >= 0) {
		made.auth = decodeURIComponent(text.slice(0, at));
		rest = text.slice(at + 1);
	}
	const end = rest.search(endsHost);
	let host = end < 0 ? rest : rest.slice(0, end);
	rest = end < 0 ? "" : rest.slice(end);
	const port = /:([0-9]*)$/.exec(host);
	if (port) {
		if (port[1]) made.port = port[1];
		host = host.slice(0, host.length - port[0].length);
	}
	const bracketed = host.startsWith("[") && host.endsWith("]");
	if (!bracketed && host.includes(":")) {
		throw Object.assign(typeError("ERR_INVALID_URL", "Invalid URL"), { input: whole });
	}
	const hostname = toAscii(host.toLowerCase());
	made.host = hostname + (made.port ? `:${made.port}` : "");
	made.hostname = bracketed ? hostname.slice(1, -1) : hostname;
	if (rest !== "" && !/^[/?#]/.test(rest)) rest = `/${rest}`;
	return rest;
}

type Parts = Partial<Record<keyof Url, unknown>>;

function formatParts(parts: Parts): string {
	const auth = parts.auth ? `${encodeAuth(String(parts.auth))}@` : "";
	let protocol = String(parts.protocol ?? "");
	if (protocol && !protocol.endsWith(":")) protocol += ":";
	let host = "";
	if (parts.host) host = auth + String(parts.host);
	else if (parts.hostname) {
		const name = String(parts.hostname);
		host = auth + (name.includes(":") && !name.startsWith("[") ? `[${name}]` : name) + (parts.port ? `:${parts.port}` : "");
	}
	const query = parts.query !== null && typeof parts.query === "object" ? querystring.stringify(parts.query) : "";
	let search = String(parts.search || (query ? `?${query}` : ""));
	if (search && !search.startsWith("?")) search = `?${search}`;
	let hash = String(parts.hash || "");
	if (hash && !hash.startsWith("#")) hash = `#${hash}`;
	let pathname = String(parts.pathname ?? "")
		.replaceAll("#", "%23")
		.replaceAll("?", "%3F");
	if (parts.slashes || withSlashes.has(protocol)) {
		if (parts.slashes || host) {
			if (pathname && !pathname.startsWith("/")) pathname = `/${pathname}`;
			host = `//${host}`;
		} else if (protocol === "file:") host = "//";
	}
	return protocol + host + pathname + search.replaceAll("#", "%23") + hash;
}

type FormatOptions = { auth?: boolean; fragment?: boolean; search?: boolean };

/** Text of a URL, of what `url.parse` gave, or of an object with some of its fields. */
export function format(url: unknown, { auth = true, fragment = true, search = true }: FormatOptions = {}): string {
	if (typeof url === "string") return parse(url).format();
	if (url instanceof URL) {
		const copy = new URL(url.href);
		if (!auth) {
			copy.username = "";
			copy.password = "";
		}
		if (!fragment) copy.hash = "";
		if (!search) copy.search = "";
		return copy.href;
	}
	if (typeof url !== "object" || url === null) {
		throw typeError(
			"ERR_INVALID_ARG_TYPE",
			`The "urlObject" argument must be one of type object or string. Received ${url === null || url === undefined ? url : `type ${typeof url} (${String(url)})`}`,
		);
	}
	return formatParts(url);
}

/** The target of a link on a page, as a browser follows it; both may be relative. */
export function resolve(from: string, to: string): string {
	const base = parse(from, false, true);
	const target = parse(to, false, true);
	if (target.href === "") return base.href;
	if (target.protocol) return target.href;
	const absolute = base.protocol !== null || base.host !== null;
	const found = new URL(to, new URL(from, "resolve://"));
	if (found.protocol !== "resolve:") return found.href;
	if (found.host) return `//${found.host}${found.pathname}${found.search}${found.hash}`;
	const path = absolute || from.startsWith("/") || to.startsWith("/") ? found.pathname : found.pathname.replace(/^\//, "");
	return path + found.search + found.hash;
}

/** @throws TypeError When the URL is no path of a file. */
export function fileURLToPath(url: unknown): string {
	if (typeof url !== "string" && !(url instanceof URL)) {
		throw typeError(
			"ERR_INVALID_ARG_TYPE",
			`The "path" argument must be of type string or an instance of URL. Received ${url === null || url === undefined ? url : `type ${typeof url}`}`,
		);
	}
	const { protocol, hostname, pathname } = new URL(url);
	if (protocol !== "file:") throw typeError("ERR_INVALID_URL_SCHEME", "The URL must be of scheme file");
	if (hostname !== "") throw typeError("ERR_INVALID_FILE_URL_HOST", 'File URL host must be "localhost" or empty on linux');
	if (/%2f/i.test(pathname)) throw typeError("ERR_INVALID_FILE_URL_PATH", "File URL path must not include encoded / characters");
	return decodeURIComponent(pathname);
}

export function pathToFileURL(path: string): URL {
	const resolved = path.startsWith("/") ? path : `${globalThis.process.cwd()}/${path}`;
	const encoded = resolved.replace(/[%\\\n\r\t?#]/g, (char) => encodeURIComponent(char));
	return new URL(`file://${encoded}`);
}

/** What `http.request` takes. */
export function urlToHttpOptions(url: URL): object {
	const { protocol, hostname, hash, search, pathname, href, port, username, password } = url;
	return {
		__proto__: null,
		protocol,
		hostname: hostname.startsWith("[") ? hostname.slice(1, -1) : hostname,
		hash,
		search,
		pathname,
		path: pathname + search,
		href,
		...(port === "" ? {} : { port: Number(port) }),
		...(username || password ? { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` } : {}),
	};
}

export const domainToASCII = (domain: string): string => URL.parse(`ws://${domain}`)?.hostname ?? "";

/** node:url. */
export const urlModule = {
	URL,
	URLSearchParams,
	Url,
	parse,
	format,
	resolve,
	resolveObject: (from: string, to: string) => parse(resolve(from, to)),
	fileURLToPath,
	pathToFileURL,
	urlToHttpOptions,
	domainToASCII,
};
