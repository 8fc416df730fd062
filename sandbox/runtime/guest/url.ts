import { ask } from "./bridge.ts";

/** Parts of a URL as the host's parser gives them: Node's own, so that every rule of the URL standard holds. */
type Parts = Record<
	"href" | "origin" | "protocol" | "username" | "password" | "host" | "hostname" | "port" | "pathname" | "search" | "hash",
	string
>;
type Reply = { ok: true; parts: Parts } | { ok: false };

function encode(text: string): string {
	return encodeURIComponent(text.toWellFormed())
		.replace(/%20/g, "+")
		.replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
	const spaced = text.replace(/\+/g, " ");
	try {
		return decodeURIComponent(spaced);
	} catch {
		// Bytes that are no UTF-8 stay as they are, sequence by sequence.
		return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
			try {
				return decodeURIComponent(run);
			} catch {
				return run.replace(/%[0-9a-f]{2}/gi, (one) => (parseInt(one.slice(1), 16) < 128 ? decodeURIComponent(one) : "\ufffd"));
			}
		});
	}
}

export class URLSearchParams {
	#pairs: [string, string][] = [];
	#changed: (() => void) | undefined;

	constructor(init?: unknown) {
		if (init === undefined || init === null) return;
		if (typeof init === "object" || typeof init === "function") {
			const iterate = (init as Iterable<unknown>)[Symbol.iterator];
			if (typeof iterate === "function") {
				for (const pair of init as Iterable<Iterable<unknown>>) {
					const [name, value, ...more] = pair;
					if (value === undefined || more.length > 0) throw new TypeError("Each query pair must be an iterable [name, value] tuple");
					this.#pairs.push([`${name}`, `${value}`]);
				}
			} else {
				for (const name of Object.keys(init)) this.#pairs.push([name, `${(init as Record<string, unknown>)[name]}`]);
			}
		} else this.#read(`${init}`);
	}

	#read(query: string): void {
		this.#pairs = [];
		for (const part of (query.startsWith("?") ? query.slice(1) : query).split("&")) {
			if (part === "") continue;
			const at = part.indexOf("=");
			this.#pairs.push(at < 0 ? [decode(part), ""] : [decode(part.slice(0, at)), decode(part.slice(at + 1))]);
		}
	}

	/** Ties the parameters to a URL. For the class URL only. */
	static of(query: string, changed: () => void): { params: URLSearchParams; read(query: string): void } {
		const params = new URLSearchParams(query);
		params.#changed = changed;
		return { params, read: (text) => params.#read(text) };
	}

	get size(): number {
		return this.#pairs.length;
	}
	append(name: unknown, value: unknown): void {
		this.#pairs.push([`${name}`, `${value}`]);
		this.#changed?.();
	}
	delete(name: unknown, value?: unknown): void {
		this.#pairs = this.#pairs.filter((pair) => pair[0] !== `${name}` || (value !== undefined && pair[1] !== `${value}`));
		this.#changed?.();
	}
	get(name: unknown): string | null {
		return this.#pairs.find((pair) => pair[0] === `${name}`)?.[1] ?? null;
	}
	getAll(name: unknown): string[] {
		return this.#pairs.filter((pair) => pair[0] === `${name}`).map((pair) => pair[1]);
	}
	has(name: unknown, value?: unknown): boolean {
		return this.#pairs.some((pair) => pair[0] === `${name}` && (value === undefined || pair[1] === `${value}`));
	}
	set(name: unknown, value: unknown): void {
		const first = this.#pairs.find((pair) => pair[0] === `${name}`);
		if (!first) {
			this.append(name, value);
			return;
		}
		first[1] = `${value}`;
		this.#pairs = this.#pairs.filter((pair) => pair === first || pair[0] !== `${name}`);
		this.#changed?.();
	}
	sort(): void {
		this.#pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
		this.#changed?.();
	}
	forEach(callback: (value: string, name: string, params: URLSearchParams) => void, self?: unknown): void {
		for (const [name, value] of this.#pairs) callback.call(self, value, name, this);
	}
	*entries(): IterableIterator<[string, string]> {
		for (const [name, value] of this.#pairs) yield [name, value];
	}
	*keys(): IterableIterator<string> {
		for (const [name] of this.#pairs) yield name;
	}
	*values(): IterableIterator<string> {
		for (const [, value] of this.#pairs) yield value;
	}
	[Symbol.iterator](): IterableIterator<[string, string]> {
		return this.entries();
	}
	toString(): string {
		return this.#pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
	}
	get [Symbol.toStringTag](): string {
		return "URLSearchParams";
	}
	[Symbol.for("nodejs.util.inspect.custom")](_depth: number, _options: object, inspect: (value: unknown) => string): string {
		if (this.#pairs.length === 0) return "URLSearchParams {}";
		return `URLSearchParams { ${this.#pairs.map(([name, value]) => `${inspect(name)} => ${inspect(value)}`).join(", ")} }`;
	}
}

export class URL {
	#parts: Parts;
	#query: ReturnType<typeof URLSearchParams.of>;

	constructor(input: unknown, base?: unknown) {
		const reply = ask<Reply>("url", { input: `${input}`, ...(base === undefined ? {} : { base: `${base}` }) });
		if (!reply.ok) {
			const error = new TypeError("Invalid URL") as TypeError & { code: string; input: string };
			error.code = "ERR_INVALID_URL";
			error.input = `${input}`;
			throw error;
		}
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
		if (!reply.ok) throw new TypeError("Invalid URL");
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
		return `URL ${inspect({ ...this.#parts, searchParams: this.searchParams }, options)}`;
	}
}
