// biome-ignore-all lint/complexity/noArguments: as in Node.js, errors tell how many arguments were given.
import { apply, assign, isArray, keys } from "../primordials.ts";
import { argumentError, received } from "../system-error.ts";
import { enumerable, iteratorKind } from "./web-idl.ts";

type Pair = [name: string, value: string];
const iterate = iteratorKind("URLSearchParams");

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

function needs(given: number, ...names: string[]): void {
	if (given >= names.length) return;
	const quoted = names.map((name) => `"${name}"`).join(" and ");
	const message = `The ${quoted} argument${names.length > 1 ? "s" : ""} must be specified`;
	throw assign(new TypeError(message), { code: "ERR_MISSING_ARGS" });
}

function pairOf(given: unknown): Pair {
	const list = isArray(given)
		? given
		: typeof given === "object" && given !== null && Symbol.iterator in given
			? [...(given as unknown as Iterable<unknown>)]
			: [];
	if (list.length !== 2)
		throw assign(new TypeError("Each query pair must be an iterable [name, value] tuple"), { code: "ERR_INVALID_TUPLE" });
	return [`${list[0]}`.toWellFormed(), `${list[1]}`.toWellFormed()];
}

/** The global URLSearchParams. */
export class URLSearchParams {
	#pairs: Pair[] = [];
	#changed: (() => void) | undefined;

	constructor(init?: unknown) {
		if (init === undefined || init === null) return;
		if (typeof init !== "object" && typeof init !== "function") {
			this.#read(`${init}`);
			return;
		}
		const iterable = (init as Iterable<unknown>)[Symbol.iterator];
		if (#pairs in init && iterable === URLSearchParams.prototype.entries) this.#pairs = init.#pairs.map(([name, value]) => [name, value]);
		else if (typeof iterable === "function") for (const pair of init as Iterable<unknown>) this.#pairs.push(pairOf(pair));
		else
			for (const name of keys(init)) {
				const pair: Pair = [name.toWellFormed(), `${(init as Record<string, unknown>)[name]}`.toWellFormed()];
				this.#pairs.push(pair);
			}
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
		needs(arguments.length, "name", "value");
		this.#pairs.push([`${name}`.toWellFormed(), `${value}`.toWellFormed()]);
		this.#changed?.();
	}
	delete(name: unknown, value?: unknown): void {
		needs(arguments.length, "name");
		for (let n = this.#pairs.length - 1; n >= 0; n--) {
			const [key, entry] = this.#pairs[n] as Pair;
			if (key === `${name}` && (value === undefined || entry === `${value}`)) this.#pairs.splice(n, 1);
		}
		this.#changed?.();
	}
	get(name: unknown): string | null {
		needs(arguments.length, "name");
		return this.#pairs.find((pair) => pair[0] === `${name}`)?.[1] ?? null;
	}
	getAll(name: unknown): string[] {
		needs(arguments.length, "name");
		return this.#pairs.filter((pair) => pair[0] === `${name}`).map((pair) => pair[1]);
	}
	has(name: unknown, value?: unknown): boolean {
		needs(arguments.length, "name");
		return this.#pairs.some((pair) => pair[0] === `${name}` && (value === undefined || pair[1] === `${value}`));
	}
	set(name: unknown, value: unknown): void {
		needs(arguments.length, "name", "value");
		const key = `${name}`.toWellFormed();
		const first = this.#pairs.find((pair) => pair[0] === key);
		if (first) {
			first[1] = `${value}`.toWellFormed();
			for (let n = this.#pairs.length - 1; n >= 0; n--)
				if (this.#pairs[n] !== first && this.#pairs[n]?.[0] === key) this.#pairs.splice(n, 1);
		} else this.#pairs.push([key, `${value}`.toWellFormed()]);
		this.#changed?.();
	}
	sort(): void {
		this.#pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
		this.#changed?.();
	}
	forEach(callback: (value: string, name: string, params: URLSearchParams) => void, self?: unknown): void {
		if (typeof callback !== "function")
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "callback" argument must be of type function. ${received(callback)}`);
		for (let n = 0; n < this.#pairs.length; n++) {
			const [name, value] = this.#pairs[n] as Pair;
			apply(callback, self, [value, name, this]);
		}
	}
	entries(): IterableIterator<Pair> {
		return iterate((index) => this.#pairs[index] && ([...(this.#pairs[index] as Pair)] as Pair));
	}
	keys(): IterableIterator<string> {
		return iterate((index) => this.#pairs[index]?.[0]);
	}
	values(): IterableIterator<string> {
		return iterate((index) => this.#pairs[index]?.[1]);
	}
	declare [Symbol.iterator]: () => IterableIterator<Pair>;
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
enumerable(
	URLSearchParams,
	Object.getOwnPropertyNames(URLSearchParams.prototype).filter((name) => name !== "constructor"),
);
Object.defineProperty(URLSearchParams.prototype, Symbol.iterator, {
	value: URLSearchParams.prototype.entries,
	writable: true,
	configurable: true,
});
