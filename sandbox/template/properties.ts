import type { Json } from "#sandbox/json-value.ts";
import { chosen, isNoValue, type Names, resolve } from "./intrinsics.ts";
import { nodeOf } from "./node-builders.ts";
import { type Resolved, textOf, Unknown } from "./resolved.ts";
import type { TemplateEntry, TemplateNode } from "./template-node.ts";
import type { TemplateNotes } from "./template-notes.ts";

type Range = { min: number; max: number; fallback: number; unit: string };
export type PropertyContext = { names: Names; notes: TemplateNotes };

/**
 * The properties of a resource, or of a part of one, read one by one. `done` names what nobody asked for, so nothing of a template is passed
 * over in silence. Each method gives a usable value, whatever it notes.
 */
export class Properties {
	/** How messages name what has these properties, for example `OrdersQueue`. */
	readonly owner: string;
	readonly at: { line: number; column: number };
	#entries: ReadonlyMap<string, TemplateEntry>;
	#context: PropertyContext;
	#read = new Set<string>();

	constructor(owner: string, at: { line: number; column: number }, entries: ReadonlyMap<string, TemplateEntry>, context: PropertyContext) {
		this.owner = owner;
		this.at = { line: at.line, column: at.column };
		this.#entries = entries;
		this.#context = context;
	}

	/** The entry of a property, its conditions decided; undefined when it has no value. */
	entry(key: string): TemplateEntry | undefined {
		this.#read.add(key);
		const entry = this.#entries.get(key);
		const value = entry && this.#settle(entry.value);
		return entry && value ? { value, line: entry.line, column: entry.column } : undefined;
	}

	has(key: string): boolean {
		return this.entry(key) !== undefined;
	}

	keys(): string[] {
		return [...this.#entries.keys()];
	}

	/** The resolved value; undefined when there is none, or none that can be known, which is then named. */
	value(key: string): Resolved | undefined {
		const entry = this.entry(key);
		if (!entry) return undefined;
		return this.#known(entry.value, entry.line);
	}

	/** A text; numbers and booleans are taken as CloudFormation takes them. */
	text(key: string): string | undefined {
		const value = this.value(key);
		if (value === undefined) return undefined;
		if (typeof value !== "object") return String(value);
		this.problem(key, `${key} of ${this.owner} is not a text.`, "Give it a text.");
		return undefined;
	}

	/** A text that must be there. @returns undefined after a problem, or when the value is not known. */
	needed(key: string, cure: string): string | undefined {
		if (this.has(key)) return this.text(key);
		this.problem(key, `${this.owner} has no ${key}.`, cure);
		return undefined;
	}

	oneOf<const T extends string>(key: string, allowed: readonly T[], fallback: T): T {
		const value = this.text(key);
		if (value === undefined) return fallback;
		if ((allowed as readonly string[]).includes(value)) return value as T;
		this.problem(key, `${key} of ${this.owner} is ${value}.`, `Use ${allowed.join(", ")}.`);
		return fallback;
	}

	flag(key: string, fallback: boolean): boolean {
		const value = this.value(key);
		if (value === undefined) return fallback;
		const text = textOf(value).toLowerCase();
		if (text === "true" || text === "false") return text === "true";
		this.problem(key, `${key} of ${this.owner} is ${textOf(value)}.`, "Use true or false.");
		return fallback;
	}

	number(key: string): number | undefined {
		const value = this.value(key);
		if (value === undefined) return undefined;
		const number = typeof value === "string" && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value;
		if (typeof number === "number" && Number.isFinite(number)) return number;
		this.problem(key, `${key} of ${this.owner} is ${textOf(value)}.`, "Use a number.");
		return undefined;
	}

	whole(key: string, { min, max, fallback, unit }: Range): number {
		const value = this.value(key);
		if (value === undefined) return fallback;
		const number = typeof value === "string" && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
		if (typeof number === "number" && Number.isInteger(number) && number >= min && number <= max) return number;
		const said = typeof value === "object" ? "something else" : textOf(value);
		this.problem(
			key,
			`${key} of ${this.owner} is ${said}; it must be a whole number${unit && ` of ${unit}`} from ${min} to ${max}.`,
			`Choose a value from ${min} to ${max}.`,
		);
		return fallback;
	}

	/** As {@link whole}, undefined when the template does not say it. */
	optionalWhole(key: string, min: number, max: number, unit: string): number | undefined {
		return this.has(key) ? this.whole(key, { min, max, fallback: min, unit }) : undefined;
	}

	/** A list of texts; a single one stands for a list of one. */
	texts(key: string): string[] {
		const value = this.value(key);
		if (value === undefined) return [];
		const line = this.entry(key)?.line ?? this.at.line;
		const texts: string[] = [];
		for (const item of Array.isArray(value) ? value : [value]) {
			if (item instanceof Unknown) this.skip(line, item.why, "The value is taken as missing.");
			else if (item === null || typeof item === "object")
				this.problem(key, `${key} of ${this.owner} must be a list of texts.`, "List texts.");
			else texts.push(String(item));
		}
		return texts;
	}

	/** Any value as JSON; a text that is a JSON object is taken as the object. */
	json(key: string): Json | undefined {
		const value = this.value(key);
		if (value === undefined) return undefined;
		if (typeof value === "string" && /^\s*[{[]/.test(value)) {
			try {
				return JSON.parse(value) as Json;
			} catch {
				this.problem(key, `${key} of ${this.owner} is not valid JSON.`, "Check brackets, commas and quotes, or write it as YAML.");
				return undefined;
			}
		}
		return this.#jsonOf(value, this.entry(key)?.line ?? this.at.line);
	}

	/** A part that is a map, with properties of its own. */
	part(key: string, owner = `${key} of ${this.owner}`): Properties | undefined {
		const entry = this.entry(key);
		return entry && this.#partOf(entry.value, entry, owner);
	}

	/** Properties of another resource, read in the same way. */
	sibling(owner: string, at: { line: number; column: number }, entries: ReadonlyMap<string, TemplateEntry>): Properties {
		return new Properties(owner, at, entries, this.#context);
	}

	/** A list of maps. */
	parts(key: string, owner = `${key} of ${this.owner}`): Properties[] {
		return this.items(key).flatMap((node) => this.#partOf(node, node, owner) ?? []);
	}

	/** A map of maps, by its keys. */
	partsByName(key: string, owner = `${key} of ${this.owner}`): [string, Properties][] {
		const part = this.part(key, owner);
		return (
			part?.keys().flatMap((name) => {
				const inner = part.part(name, `${name} of ${this.owner}`);
				return inner ? [[name, inner] as [string, Properties]] : [];
			}) ?? []
		);
	}

	/** The items of a list as nodes, those that a condition takes away left out. */
	items(key: string): TemplateNode[] {
		const entry = this.entry(key);
		if (!entry) return [];
		const node = this.#unfold(entry.value, entry);
		if (node?.kind === "list") return node.items.flatMap((item) => this.#settle(item) ?? []);
		if (node) this.problem(key, `Value of property ${key} must be of type List.`, `Write ${key} of ${this.owner} as a list.`);
		return [];
	}

	/** The problem of a value, at the value if it is there. */
	problem(key: string, message: string, cure: string): void {
		this.#context.notes.problem(this.#entries.get(key)?.value ?? this.at, message, cure);
	}

	skip(line: number, what: string, consequence: string): void {
		this.#context.notes.skip(line, what, consequence);
	}

	/** Properties that mean nothing to a simulation, such as Tags. */
	ignore(...keys: string[]): void {
		for (const key of keys) this.#read.add(key);
	}

	/** Names properties that are there and not simulated. */
	notSimulated(consequences: Readonly<Record<string, string>>): void {
		for (const [key, entry] of this.#entries) {
			if (!Object.hasOwn(consequences, key) || this.#read.has(key)) continue;
			this.#read.add(key);
			if (isNoValue(entry.value, this.#context.names)) continue;
			this.skip(entry.line, `${key} of ${this.owner}`, consequences[key] as string);
		}
	}

	/** Names what nobody has read. */
	done(): void {
		this.ignore("Tags", "Description");
		this.notSimulated(Object.fromEntries(this.keys().map((key) => [key, "It is ignored."])));
	}

	#partOf(value: TemplateNode, at: { line: number; column: number }, owner: string): Properties | undefined {
		const node = this.#unfold(value, at);
		if (node?.kind === "map") return new Properties(owner, at, node.entries, this.#context);
		if (node) this.#context.notes.problem(value, `${owner} must be a map of names to values.`, "Check the indentation and the colons.");
		return undefined;
	}

	/** A node without an intrinsic function at its top: the value of one that stands for a list or a map is unfolded to nodes. */
	#unfold(node: TemplateNode, at: { line: number; column: number }): TemplateNode | undefined {
		if (node.kind !== "intrinsic") return node;
		const value = this.#known(node, at.line);
		return value === undefined ? undefined : nodeOf(node, value);
	}

	#settle(node: TemplateNode): TemplateNode | undefined {
		const { names } = this.#context;
		if (isNoValue(node, names)) return undefined;
		let at: TemplateNode | undefined = node;
		let last = node;
		while (at?.kind === "intrinsic" && at.name === "Fn::If") {
			last = at;
			at = chosen(at.argument, names);
		}
		const settled = at ?? last;
		return settled.kind === "scalar" && settled.value === null ? undefined : settled;
	}

	#known(node: TemplateNode, line: number): Resolved | undefined {
		const value = resolve(node, this.#context.names);
		if (value instanceof Unknown) this.skip(line, value.why, "The value is taken as missing.");
		return value === null || value instanceof Unknown ? undefined : value;
	}

	#jsonOf(value: Resolved, line: number): Json {
		if (value instanceof Unknown) {
			this.skip(line, value.why, "The value is taken as missing.");
			return null;
		}
		if (Array.isArray(value)) return value.map((item) => this.#jsonOf(item, line));
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.#jsonOf(inner, line)]));
	}
}
