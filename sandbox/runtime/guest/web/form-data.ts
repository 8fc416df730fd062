// biome-ignore-all lint/complexity/noArguments: as in Node.js, errors tell how many arguments were given.

import { apply } from "../primordials.ts";
import { Blob, File } from "./blob.ts";
import { enumerable, iteratorKind, missingArguments } from "./web-idl.ts";

type Value = string | File;
const iterate = iteratorKind("FormData");
type Entry = { name: string; value: Value };

/** A file as FormData keeps it: a Blob gets a name, and a given name replaces the file's own. */
function entryValue(method: string, value: unknown, filename: unknown, given: number): Value {
	const bytes = Blob.bytesOf(value);
	if (bytes === undefined) {
		if (given < 3) return `${value}`.toWellFormed();
		const shown = typeof value === "string" ? `"${value}"` : String(value);
		throw new TypeError(`FormData.${method}: Expected value ("${shown}") to be an instance of Blob.`);
	}
	if (value instanceof File && given < 3) return value;
	const { type } = value as Blob;
	const name = given < 3 ? "blob" : `${filename}`;
	return new File([value], name, value instanceof File ? { type, lastModified: value.lastModified } : { type });
}

/** The global FormData: names and values in the order in which they were added. */
export class FormData {
	#entries: Entry[] = [];

	constructor(form: unknown = undefined) {
		if (form !== undefined) throw new TypeError("FormData constructor: Argument 1 could not be converted to: undefined.");
	}
	/** For the library: the entries, which nobody else changes meanwhile; undefined for anything else. */
	static entriesOf(value: unknown): readonly Entry[] | undefined {
		return typeof value === "object" && value !== null && #entries in value ? value.#entries : undefined;
	}

	append(name: string, value: unknown, filename?: string): void {
		missingArguments("FormData.append", arguments.length, 2);
		const entry = { name: `${name}`.toWellFormed(), value: entryValue("append", value, filename, arguments.length) };
		this.#entries[this.#entries.length] = entry;
	}
	delete(name: string): void {
		missingArguments("FormData.delete", arguments.length, 1);
		this.#entries = this.#entries.filter((entry) => entry.name !== `${name}`);
	}
	get(name: string): Value | null {
		missingArguments("FormData.get", arguments.length, 1);
		return this.#entries.find((entry) => entry.name === `${name}`)?.value ?? null;
	}
	getAll(name: string): Value[] {
		missingArguments("FormData.getAll", arguments.length, 1);
		return this.#entries.filter((entry) => entry.name === `${name}`).map((entry) => entry.value);
	}
	has(name: string): boolean {
		missingArguments("FormData.has", arguments.length, 1);
		return this.#entries.some((entry) => entry.name === `${name}`);
	}
	set(name: string, value: unknown, filename?: string): void {
		missingArguments("FormData.set", arguments.length, 2);
		const entry = { name: `${name}`.toWellFormed(), value: entryValue("set", value, filename, arguments.length) };
		const at = this.#entries.findIndex((one) => one.name === entry.name);
		if (at < 0) this.#entries[this.#entries.length] = entry;
		else this.#entries = this.#entries.filter((one, index) => index <= at || one.name !== entry.name).with(at, entry);
	}
	forEach(callback: (value: Value, name: string, form: FormData) => void, self?: unknown): void {
		missingArguments("FormData.forEach", arguments.length, 1);
		for (const { name, value } of this.#entries) apply(callback, self, [value, name, this]);
	}
	keys(): IterableIterator<string> {
		return iterate((index) => this.#entries[index]?.name);
	}
	values(): IterableIterator<Value> {
		return iterate((index) => this.#entries[index]?.value);
	}
	entries(): IterableIterator<[string, Value]> {
		return iterate((index) => {
			const entry = this.#entries[index];
			return entry && [entry.name, entry.value];
		});
	}
	declare [Symbol.iterator]: () => IterableIterator<[string, Value]>;
	get [Symbol.toStringTag](): string {
		return "FormData";
	}
	[Symbol.for("nodejs.util.inspect.custom")](
		_depth: number,
		options: object,
		inspect: (value: unknown, options: object) => string,
	): string {
		const shown: Record<string, Value | Value[]> = Object.create(null);
		for (const { name, value } of this.#entries) {
			const known = shown[name];
			shown[name] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
		}
		const text = inspect(shown, options);
		return `FormData ${text.slice(text.indexOf("]") + 2)}`;
	}
}
Object.defineProperty(FormData.prototype, Symbol.iterator, { value: FormData.prototype.entries, writable: true, configurable: true });
enumerable(FormData, ["append", "delete", "get", "getAll", "has", "set", "forEach", "keys", "values", "entries"]);
