// biome-ignore-all lint/complexity/noArguments: as in Node.js, errors tell how many arguments were given.
import { apply, charCodeAt, defineProperty, isArray, keys, lowerCase } from "../primordials.ts";
import { enumerable, illegalInvocation, isSequence, iteratorKind, missingArguments } from "./web-idl.ts";

type Entry = { key: string; name: string; value: string };
export type Guard = "none" | "immutable";

const iterate = iteratorKind("Headers");

const testToken = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const { test } = RegExp.prototype;
export const isToken = (text: string): boolean => apply(test, testToken, [text]);

/** As the web has it: one byte for each character. */
export function byteString(value: unknown): string {
	const text = `${value}`;
	for (let n = 0; n < text.length; n++) {
		const code = charCodeAt(text, n);
		if (code > 255) {
			const what = `the character at index ${n} has a value of ${code} which is greater than 255`;
			throw new TypeError(`Cannot convert argument to a ByteString because ${what}.`);
		}
	}
	return text;
}

const isBlank = (code: number): boolean => code === 9 || code === 10 || code === 13 || code === 32;

function normalized(value: string): string {
	let begin = 0;
	let end = value.length;
	while (begin < end && isBlank(charCodeAt(value, begin))) begin++;
	while (end > begin && isBlank(charCodeAt(value, end - 1))) end--;
	let text = "";
	for (let n = begin; n < end; n++) text += value[n];
	return text;
}

function assertName(method: string, name: string): void {
	if (!isToken(name)) throw new TypeError(`Headers.${method}: "${name}" is an invalid header name.`);
}

function assertValue(method: string, value: string): void {
	for (let n = 0; n < value.length; n++) {
		const code = charCodeAt(value, n);
		if (code === 0 || code === 10 || code === 13) throw new TypeError(`Headers.${method}: "${value}" is an invalid header value.`);
	}
}

/** The global Headers: names in any case, values combined, `set-cookie` one by one. */
export class Headers {
	#entries: Entry[] = [];
	#guard: Guard = "none";

	constructor(init: unknown = undefined) {
		if (init === undefined) return;
		if ((typeof init !== "object" && typeof init !== "function") || init === null) {
			const kinds = "sequence<sequence<ByteString>>, record<ByteString, ByteString>";
			throw new TypeError(`Headers constructor: Argument 1 could not be converted to one of: ${kinds}.`);
		}
		if (#entries in init) {
			// Value by value, whatever learner code has done to the iterator of Headers.
			const given = init.#entries;
			for (let n = 0; n < given.length; n++) this.#entries[n] = { ...(given[n] as Entry) };
		} else if (isSequence(init)) {
			for (const pair of init) {
				const list = isArray(pair) ? pair : [...(pair as Iterable<unknown>)];
				if (list.length !== 2) throw new TypeError(`Headers constructor: expected name/value pair to be length 2, found ${list.length}.`);
				this.#append("append", list[0], list[1]);
			}
		} else {
			const names = keys(init);
			for (let n = 0; n < names.length; n++) {
				const name = names[n] as string;
				this.#append("append", name, (init as Record<string, unknown>)[name]);
			}
		}
	}

	/** For the library: the same entries, which learner code may then not change. */
	static guarded(headers: Headers, guard: Guard): Headers {
		headers.#guard = guard;
		return headers;
	}
	/** For the library: names as they were given, in order. */
	static rawOf(headers: Headers): [name: string, value: string][] {
		const list: [string, string][] = [];
		for (let n = 0; n < headers.#entries.length; n++) {
			const { name, value } = headers.#entries[n] as Entry;
			list[n] = [name, value];
		}
		return list;
	}

	#append(method: string, name: unknown, value: unknown): void {
		const text = byteString(name);
		const given = normalized(byteString(value));
		assertName(method, text);
		assertValue(method, given);
		if (this.#guard === "immutable") throw new TypeError("immutable");
		const key = lowerCase(text);
		const known = key === "set-cookie" ? undefined : this.#find(key);
		if (known) known.value = `${known.value}${key === "cookie" ? "; " : ", "}${given}`;
		else this.#entries[this.#entries.length] = { key, name: text, value: given };
	}
	#find(key: string): Entry | undefined {
		for (let n = 0; n < this.#entries.length; n++) if (this.#entries[n]?.key === key) return this.#entries[n];
		return undefined;
	}
	#remove(key: string): void {
		const left: Entry[] = [];
		for (let n = 0; n < this.#entries.length; n++) {
			const entry = this.#entries[n] as Entry;
			if (entry.key !== key) left[left.length] = entry;
		}
		this.#entries = left;
	}
	/** Sorted by name; insertion sort, since learner code can change Array.prototype.sort. */
	#sorted(): Entry[] {
		const list: Entry[] = [];
		for (let n = 0; n < this.#entries.length; n++) {
			const entry = this.#entries[n] as Entry;
			let at = list.length;
			while (at > 0 && (list[at - 1] as Entry).key > entry.key) {
				list[at] = list[at - 1] as Entry;
				at--;
			}
			list[at] = entry;
		}
		return list;
	}

	append(name: string, value: string): void {
		missingArguments("Headers.append", arguments.length, 2);
		this.#append("append", name, value);
	}
	set(name: string, value: string): void {
		missingArguments("Headers.set", arguments.length, 2);
		const text = byteString(name);
		const given = normalized(byteString(value));
		assertName("set", text);
		assertValue("set", given);
		if (this.#guard === "immutable") throw new TypeError("immutable");
		const key = lowerCase(text);
		const known = this.#find(key);
		if (!known || key === "set-cookie") {
			this.#remove(key);
			this.#entries[this.#entries.length] = { key, name: text, value: given };
		} else known.value = given;
	}
	get(name: string): string | null {
		missingArguments("Headers.get", arguments.length, 1);
		const text = byteString(name);
		assertName("get", text);
		const key = lowerCase(text);
		let value: string | null = null;
		for (let n = 0; n < this.#entries.length; n++) {
			const entry = this.#entries[n] as Entry;
			if (entry.key === key) value = value === null ? entry.value : `${value}, ${entry.value}`;
		}
		return value;
	}
	has(name: string): boolean {
		missingArguments("Headers.has", arguments.length, 1);
		const text = byteString(name);
		assertName("has", text);
		return this.#find(lowerCase(text)) !== undefined;
	}
	delete(name: string): void {
		missingArguments("Headers.delete", arguments.length, 1);
		const text = byteString(name);
		assertName("delete", text);
		if (this.#guard === "immutable") throw new TypeError("immutable");
		this.#remove(lowerCase(text));
	}
	getSetCookie(): string[] {
		const list: string[] = [];
		for (let n = 0; n < this.#entries.length; n++) {
			const { key, value } = this.#entries[n] as Entry;
			if (key === "set-cookie") list[list.length] = value;
		}
		return list;
	}
	forEach(callback: (value: string, name: string, headers: Headers) => void, self?: unknown): void {
		missingArguments("Headers.forEach", arguments.length, 1);
		if (typeof callback !== "function")
			throw new TypeError("Failed to execute 'forEach' on 'Headers': parameter 1 is not of type 'Function'.");
		const list = this.#sorted();
		for (let n = 0; n < list.length; n++) {
			const { key, value } = list[n] as Entry;
			apply(callback, self, [value, key, this]);
		}
	}
	keys(): IterableIterator<string> {
		return iterate((index) => this.#sorted()[index]?.key);
	}
	values(): IterableIterator<string> {
		return iterate((index) => this.#sorted()[index]?.value);
	}
	entries(): IterableIterator<[string, string]> {
		return iterate((index) => {
			const entry = this.#sorted()[index];
			return entry && [entry.key, entry.value];
		});
	}
	declare [Symbol.iterator]: () => IterableIterator<[string, string]>;
	get [Symbol.toStringTag](): string {
		return "Headers";
	}
	[Symbol.for("nodejs.util.inspect.custom")](
		_depth: number,
		options: object,
		inspect: (value: unknown, options: object) => string,
	): string {
		if (!(#entries in this)) illegalInvocation();
		const shown: Record<string, string> = {};
		const list = this.#entries;
		for (let n = 0; n < list.length; n++) {
			const { key, name, value } = list[n] as Entry;
			const at = key === "set-cookie" ? key : name;
			shown[at] = shown[at] === undefined ? value : `${shown[at]}, ${value}`;
		}
		return `Headers ${inspect(shown, options)}`;
	}
}
defineProperty(Headers.prototype, Symbol.iterator, { value: Headers.prototype.entries, writable: true, configurable: true });
enumerable(Headers, ["append", "delete", "get", "has", "set", "getSetCookie", "keys", "values", "entries", "forEach"]);
