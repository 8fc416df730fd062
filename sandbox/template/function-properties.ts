import type { BuiltFunction, LogLevel, SystemLogLevel } from "#sandbox/build/built-project.ts";
import { environmentProblems } from "./environment-variables.ts";
import { type Resolved, textOf, Unknown } from "./resolve-intrinsics.ts";
import type { TemplateEntry } from "./template-node.ts";

/** What the reading of properties needs of the reader of the template, and where it leaves what it finds wrong. */
export type TemplateNotes = {
	/** The resolved value; undefined for null and for what is unknown. */
	value(entry: TemplateEntry | undefined): Resolved | undefined;
	optionalMap(entry: TemplateEntry | undefined): Map<string, TemplateEntry>;
	problem(at: { line: number; column: number } | undefined, message: string, cure: string): void;
	skip(line: number, what: string, consequence: string): void;
};

const SYSTEM_LEVELS: readonly SystemLogLevel[] = ["DEBUG", "INFO", "WARN"];
const LEVELS: readonly LogLevel[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/** Reads the properties of a function that have bounds or parts of their own. Each method gives a usable value, whatever it notes. */
export class FunctionProperties {
	#notes: TemplateNotes;

	constructor(notes: TemplateNotes) {
		this.#notes = notes;
	}

	whole(entry: TemplateEntry | undefined, what: string, min: number, max: number, fallback: number, unit: string): number {
		if (!entry) return fallback;
		const value = this.#notes.value(entry);
		if (value instanceof Unknown || value === undefined) return fallback;
		const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
		if (typeof number === "number" && Number.isInteger(number) && number >= min && number <= max) return number;
		this.#notes.problem(
			entry.value,
			`${what} is ${textOf(value)}; it must be a whole number of ${unit} from ${min} to ${max}.`,
			`Choose a value from ${min} to ${max}.`,
		);
		return fallback;
	}

	/** Size of /tmp (L229); undefined when the template does not say it. */
	ephemeralStorageMb(id: string, entry: TemplateEntry | undefined): number | undefined {
		let size: TemplateEntry | undefined;
		for (const [key, part] of this.#notes.optionalMap(entry)) {
			if (key === "Size") size = part;
			else this.#notes.problem(part, `EphemeralStorage of ${id} has ${key}.`, "Give it a Size in megabytes.");
		}
		if (entry && !size) this.#notes.problem(entry.value, `EphemeralStorage of ${id} has no Size.`, "Add for example Size: 1024.");
		return size && this.whole(size, `EphemeralStorage of ${id}`, 512, 10_240, 512, "megabytes");
	}

	architecture(id: string, entry: TemplateEntry | undefined): "x86_64" | "arm64" {
		const value = this.#notes.value(entry);
		if (value === undefined || value instanceof Unknown) return "x86_64";
		const [only] = Array.isArray(value) ? value : [value];
		if (only === "x86_64" || only === "arm64") return only;
		this.#notes.problem(entry?.value, `Architectures of ${id} is ${textOf(value)}.`, "Use [x86_64] or [arm64].");
		return "x86_64";
	}

	codeUri(id: string, entry: TemplateEntry | undefined): string {
		const value = this.#notes.value(entry);
		if (value === undefined || value instanceof Unknown) return "";
		if (typeof value !== "string" || /^[a-z0-9]+:\/\//i.test(value)) {
			this.#notes.problem(
				entry?.value,
				`CodeUri of ${id} is not a folder of the project.`,
				"Give a folder relative to the template, for example src/.",
			);
			return "";
		}
		const parts = value.split("/").filter((part) => part !== "" && part !== ".");
		if (value.startsWith("/") || value.includes("\\") || parts.includes("..")) {
			this.#notes.problem(
				entry?.value,
				`CodeUri of ${id} leads out of the project.`,
				"Give a folder within the project, for example src/.",
			);
			return "";
		}
		return parts.length === 0 ? "" : `${parts.join("/")}/`;
	}

	/** Globals and the function's own variables, merged by name, as SAM does it. */
	environment(id: string, ...entries: (TemplateEntry | undefined)[]): Record<string, string> {
		const variables: Record<string, string> = {};
		let last: TemplateEntry | undefined;
		for (const entry of entries) {
			if (!entry) continue;
			last = entry;
			for (const [key, part] of this.#notes.optionalMap(entry)) {
				if (key !== "Variables") {
					this.#notes.problem(part, `Environment of ${id} has ${key}.`, "Put the variables under Environment.Variables.");
					continue;
				}
				for (const [name, variable] of this.#notes.optionalMap(part)) {
					const value = this.#notes.value(variable);
					if (value === undefined) continue;
					if (typeof value === "object" && value !== null && !(value instanceof Unknown)) {
						this.#notes.problem(variable.value, `The variable ${name} of ${id} is not a text.`, "Give it a text.");
						continue;
					}
					Object.defineProperty(variables, name, {
						value: value instanceof Unknown ? "" : textOf(value),
						enumerable: true,
						configurable: true,
						writable: true,
					});
				}
			}
		}
		for (const problem of environmentProblems(variables)) this.#notes.problem(last?.value, `${id}: ${problem.message}`, problem.cure);
		return variables;
	}

	/**
	 * LoggingConfig of Globals and of the function, merged by key as SAM does it (L115, L116).
	 * @returns The least levels that are logged when the format is JSON; undefined for the text format.
	 */
	logging(id: string, ...entries: (TemplateEntry | undefined)[]): BuiltFunction["logging"] {
		const parts = new Map(entries.flatMap((entry) => [...this.#notes.optionalMap(entry)]));
		const oneOf = <T extends string>(key: string, allowed: readonly T[], fallback: T): T => {
			const value = this.#notes.value(parts.get(key));
			if (value === undefined || value instanceof Unknown) return fallback;
			if (allowed.includes(value as T)) return value as T;
			const message = `${key} of ${id} is ${textOf(value)}.`;
			this.#notes.problem(parts.get(key)?.value, message, `Use ${allowed.join(", ")}.`);
			return fallback;
		};
		const format = oneOf("LogFormat", ["Text", "JSON"], "Text");
		const level = oneOf("ApplicationLogLevel", LEVELS, "INFO");
		const system = oneOf("SystemLogLevel", SYSTEM_LEVELS, "INFO");
		for (const [key, { line, value }] of parts) {
			if (key === "LogFormat") continue;
			if (key === "LogGroup") this.#notes.skip(line, `LogGroup of ${id}`, "The log group keeps its default name.");
			else if (key === "ApplicationLogLevel" || key === "SystemLogLevel") {
				if (format === "Text")
					this.#notes.problem(
						value,
						`${id} has ${key}, but its LogFormat is Text.`,
						"Levels exist in the JSON format only: set LogFormat: JSON.",
					);
			} else
				this.#notes.problem(value, `LoggingConfig of ${id} has ${key}.`, "Use LogFormat, ApplicationLogLevel, SystemLogLevel, LogGroup.");
		}
		return format === "Text" ? undefined : { level, system };
	}
}
