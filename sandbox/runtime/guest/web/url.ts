import { ask } from "../bridge.ts";
import { assign } from "../primordials.ts";
import { URLSearchParams } from "./url-search-params.ts";
import { enumerable } from "./web-idl.ts";

export { URLSearchParams };

/** Parts of a URL as the host's parser gives them: Node's own, so that every rule of the URL standard holds. */
type Parts = Record<
	"href" | "origin" | "protocol" | "username" | "password" | "host" | "hostname" | "port" | "pathname" | "search" | "hash",
	string
>;
type Reply = { ok: true; parts: Parts } | { ok: false };

function invalid(given: { input: string; base?: string }): TypeError {
	return assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL", ...given });
}

/** The global URL, parsed by the host. */
export class URL {
	#parts: Parts;
	#query: ReturnType<typeof URLSearchParams.of>;

	constructor(input: unknown, base: unknown = undefined) {
		// biome-ignore lint/complexity/noArguments: as in Node.js, a missing argument is told from undefined.
		if (arguments.length === 0) throw assign(new TypeError('The "url" argument must be specified'), { code: "ERR_MISSING_ARGS" });
		const given = { input: `${input}`, ...(base === undefined ? {} : { base: `${base}` }) };
		const reply = ask<Reply>("url", given);
		if (!reply.ok) throw invalid(given);
		this.#parts = reply.parts;
		this.#query = URLSearchParams.of(this.#parts.search, () => {
			this.#assign("search", this.#query.params.toString(), false);
		});
	}

	static canParse(input: unknown, base?: unknown): boolean {
		return ask<Reply>("url", { input: `${input}`, ...(base === undefined ? {} : { base: `${base}` }) }).ok;
	}
	static parse(input: unknown, base?: unknown): URL | null {
		return URL.canParse(input, base) ? new URL(input, base) : null;
	}

	#assign(part: string, value: unknown, reread = true): void {
		const reply = ask<Reply>("urlSet", { href: this.#parts.href, part, value: `${value}` });
		if (!reply.ok) throw invalid({ input: `${value}` });
		this.#parts = reply.parts;
		if (reread) this.#query.read(this.#parts.search);
	}

	get origin(): string {
		return this.#parts.origin;
	}
	get href(): string {
		return this.#parts.href;
	}
	set href(value: string) {
		this.#assign("href", value);
	}
	get protocol(): string {
		return this.#parts.protocol;
	}
	set protocol(value: string) {
		this.#assign("protocol", value);
	}
	get username(): string {
		return this.#parts.username;
	}
	set username(value: string) {
		this.#assign("username", value);
	}
	get password(): string {
		return this.#parts.password;
	}
	set password(value: string) {
		this.#assign("password", value);
	}
	get host(): string {
		return this.#parts.host;
	}
	set host(value: string) {
		this.#assign("host", value);
	}
	get hostname(): string {
		return this.#parts.hostname;
	}
	set hostname(value: string) {
		this.#assign("hostname", value);
	}
	get port(): string {
		return this.#parts.port;
	}
	set port(value: string) {
		this.#assign("port", value);
	}
	get pathname(): string {
		return this.#parts.pathname;
	}
	set pathname(value: string) {
		this.#assign("pathname", value);
	}
	get search(): string {
		return this.#parts.search;
	}
	set search(value: string) {
		this.#assign("search", value);
	}
	get hash(): string {
		return this.#parts.hash;
	}
	set hash(value: string) {
		this.#assign("hash", value);
	}
	get searchParams(): URLSearchParams {
		return this.#query.params;
	}
	toString(): string {
		return this.#parts.href;
	}
	toJSON(): string {
		return this.#parts.href;
	}
	get [Symbol.toStringTag](): string {
		return "URL";
	}
	[Symbol.for("nodejs.util.inspect.custom")](
		_depth: number,
		options: object,
		inspect: (value: unknown, options: object) => string,
	): string {
		const { hash, ...parts } = this.#parts;
		return `URL ${inspect({ ...parts, searchParams: this.searchParams, hash }, options)}`;
	}
}

enumerable(
	URL,
	Object.getOwnPropertyNames(URL.prototype).filter((name) => name !== "constructor"),
);
