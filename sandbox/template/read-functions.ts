import type { BuiltFunction, NodeRuntime, NotSimulated } from "#sandbox/build/built-project.ts";
import type { BuildProblem } from "#sandbox/outcome.ts";
import { FunctionProperties, type TemplateNotes } from "./function-properties.ts";
import { readPublishedVersion } from "./published-version.ts";
import { literal, type Names, type Resolved, resolve, Unknown } from "./resolve-intrinsics.ts";
import { readTemplate, type TemplateEntry, type TemplateNode, TemplateSyntaxError } from "./template-node.ts";

export type TemplateFunction = Omit<BuiltFunction, "code"> & { line: number };
export type ReadTemplate =
	| { ok: true; functions: TemplateFunction[]; notSimulated: NotSimulated[] }
	| { ok: false; problems: BuildProblem[] };

const RUNTIMES: readonly string[] = ["nodejs20.x", "nodejs22.x", "nodejs24.x"] satisfies NodeRuntime[];
const TOP_LEVEL = new Set([
	"AWSTemplateFormatVersion",
	"Transform",
	"Description",
	"Metadata",
	"Globals",
	"Parameters",
	"Mappings",
	"Conditions",
	"Resources",
	"Outputs",
]);

/**
 * Reads a SAM template. What it says beyond what is simulated is named in `notSimulated` with its line and the consequence, never
 * silently passed over.
 */
export function readFunctions(file: string, text: string, region: string): ReadTemplate {
	try {
		return new TemplateReader(file, region).read(readTemplate(file, text));
	} catch (error) {
		if (error instanceof TemplateSyntaxError) return { ok: false, problems: [error.problem] };
		throw error;
	}
}

class TemplateReader {
	#file: string;
	#problems: BuildProblem[] = [];
	#notSimulated: NotSimulated[] = [];
	#skipped = new Set<string>();
	#names: Names;
	#notes: TemplateNotes = {
		value: (entry) => this.#value(entry),
		optionalMap: (entry) => this.#optionalMap(entry),
		problem: (at, message, cure) => this.#problem(at, message, cure),
		skip: (line, what, consequence) => this.#skip(line, what, consequence),
	};
	#properties = new FunctionProperties(this.#notes);

	constructor(file: string, region: string) {
		this.#file = file;
		this.#names = { parameters: new Map(), resources: new Map(), mappings: undefined, conditions: new Map(), decided: new Map(), region };
	}

	read(root: TemplateNode): ReadTemplate {
		const top = this.#mapOf(root, "The template");
		const resources = top?.get("Resources");
		if (!top || !resources) {
			this.#problem(root, `${this.#file} has no Resources.`, 'Add "Resources:" with at least one AWS::Serverless::Function.');
			return { ok: false, problems: this.#problems };
		}
		for (const [key, entry] of top) if (!TOP_LEVEL.has(key)) this.#skip(entry.line, key, "It is ignored.");
		const transform = top.get("Transform");
		if (!transform || !JSON.stringify(resolve(transform.value, this.#names)).includes("AWS::Serverless-2016-10-31")) {
			this.#problem(
				transform?.value ?? root,
				"The template does not say that it is a SAM template.",
				'Add "Transform: AWS::Serverless-2016-10-31"; without it CloudFormation does not know AWS::Serverless::Function.',
			);
		}
		this.#readNames(top);
		const globals = this.#globals(top.get("Globals"));
		const functions: TemplateFunction[] = [];
		for (const [id, entry] of this.#mapOf(resources.value, "Resources") ?? []) {
			const found = this.#resource(id, entry, globals);
			if (found) functions.push(found);
		}
		if (functions.length === 0 && this.#problems.length === 0) {
			this.#problem(
				resources.value,
				"The template has no function that can be simulated.",
				"Add a resource of type AWS::Serverless::Function.",
			);
		}
		return this.#problems.length > 0 ? { ok: false, problems: this.#problems } : { ok: true, functions, notSimulated: this.#notSimulated };
	}

	#readNames(top: Map<string, TemplateEntry>): void {
		this.#names.mappings = top.get("Mappings")?.value;
		for (const [id, entry] of this.#optionalMap(top.get("Conditions"))) this.#names.conditions.set(id, entry.value);
		for (const [id, entry] of this.#optionalMap(top.get("Parameters"))) {
			const fallback = entry.value.kind === "map" ? entry.value.entries.get("Default") : undefined;
			const value = fallback ? literal(fallback.value) : new Unknown(`the parameter ${id} has no Default`);
			this.#names.parameters.set(id, value);
		}
		for (const [id, entry] of this.#optionalMap(top.get("Resources"))) {
			const properties = entry.value.kind === "map" ? entry.value.entries.get("Properties")?.value : undefined;
			const given = properties?.kind === "map" ? properties.entries.get("FunctionName")?.value : undefined;
			const name = given ? resolve(given, this.#names) : id;
			this.#names.resources.set(id, typeof name === "string" ? name : id);
		}
	}

	#globals(entry: TemplateEntry | undefined): Map<string, TemplateEntry> {
		let functions = new Map<string, TemplateEntry>();
		for (const [section, part] of this.#optionalMap(entry)) {
			if (section === "Function") functions = this.#mapOf(part.value, "Globals.Function") ?? functions;
			else this.#skip(part.line, `Globals.${section}`, "It is ignored.");
		}
		return functions;
	}

	#resource(id: string, entry: TemplateEntry, globals: Map<string, TemplateEntry>): TemplateFunction | undefined {
		if (!/^[A-Za-z0-9]{1,255}$/.test(id)) {
			this.#problem(entry, `${JSON.stringify(id)} is not a logical id.`, "Use letters and digits only.");
			return undefined;
		}
		const resource = this.#mapOf(entry.value, `Resource ${id}`);
		if (!resource) return undefined;
		const type = this.#value(resource.get("Type"));
		if (typeof type !== "string") {
			this.#problem(entry, `Resource ${id} has no Type.`, "Add for example Type: AWS::Serverless::Function.");
			return undefined;
		}
		if (type !== "AWS::Serverless::Function") {
			this.#skip(entry.line, `${id} (${type})`, "It does not exist in the simulation, and nothing is sent to it or by it.");
			return undefined;
		}
		for (const [key, part] of resource) {
			if (key !== "Type" && key !== "Properties") this.#skip(part.line, `${key} of ${id}`, "It is ignored.");
		}
		const own = this.#optionalMap(resource.get("Properties"));
		return this.#function(id, entry, own, globals);
	}

	#function(
		id: string,
		entry: TemplateEntry,
		own: Map<string, TemplateEntry>,
		globals: Map<string, TemplateEntry>,
	): TemplateFunction | undefined {
		const before = this.#problems.length;
		const merged = new Map([...globals, ...own]);
		for (const [key, part] of merged) this.#noteProperty(id, key, part);
		const text = (key: string) => {
			const value = this.#value(merged.get(key));
			return typeof value === "string" ? value : undefined;
		};
		const handler = text("Handler");
		if (handler === undefined)
			this.#problem(merged.get("Handler") ?? entry, `${id} has no Handler.`, "Add for example Handler: handler.handler.");
		else if (handler.length > 128)
			this.#problem(merged.get("Handler") ?? entry, `Handler of ${id} is longer than 128 characters.`, "Shorten it.");
		const runtime = text("Runtime");
		if (runtime === undefined || !RUNTIMES.includes(runtime)) {
			this.#problem(
				merged.get("Runtime") ?? entry,
				runtime === undefined ? `${id} has no Runtime.` : `Runtime ${runtime} of ${id} is not simulated.`,
				`Use ${RUNTIMES.join(", ")}.`,
			);
		}
		const memoryMb = this.#properties.whole(merged.get("MemorySize"), `MemorySize of ${id}`, 128, 10_240, 128, "megabytes");
		const timeoutS = this.#properties.whole(merged.get("Timeout"), `Timeout of ${id}`, 1, 900, 3, "seconds");
		const reservedEntry = merged.get("ReservedConcurrentExecutions");
		const reserved =
			reservedEntry && this.#properties.whole(reservedEntry, `ReservedConcurrentExecutions of ${id}`, 0, 100_000, 0, "environments");
		const ephemeralStorageMb = this.#properties.ephemeralStorageMb(id, merged.get("EphemeralStorage"));
		const architecture = this.#properties.architecture(id, merged.get("Architectures"));
		const environment = this.#properties.environment(id, globals.get("Environment"), own.get("Environment"));
		const logging = this.#properties.logging(id, globals.get("LoggingConfig"), own.get("LoggingConfig"));
		const codeUri = this.#properties.codeUri(id, merged.get("CodeUri"));
		const known = { runtime: runtime ?? "", reservedConcurrency: reserved, ephemeralStorageMb };
		const published = readPublishedVersion(id, merged, known, { notes: this.#notes, properties: this.#properties });
		if (this.#problems.length > before || handler === undefined) return undefined;
		return {
			name: id,
			functionName: this.#names.resources.get(id) ?? id,
			runtime: runtime as NodeRuntime,
			handler,
			memoryMb,
			timeoutMs: timeoutS * 1000,
			...(ephemeralStorageMb === undefined ? {} : { ephemeralStorageMb }),
			architecture,
			...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
			...published,
			...(logging ? { logging } : {}),
			environment,
			codeUri,
			line: entry.line,
		};
	}

	#noteProperty(id: string, key: string, entry: TemplateEntry): void {
		const simulated = [
			"Handler",
			"Runtime",
			"MemorySize",
			"Timeout",
			"Environment",
			"CodeUri",
			"Architectures",
			"ReservedConcurrentExecutions",
			"FunctionName",
			"LoggingConfig",
			"AutoPublishAlias",
			"ProvisionedConcurrencyConfig",
			"SnapStart",
			"EphemeralStorage",
		];
		if (simulated.includes(key) || key === "Description" || key === "Tags") return;
		const consequences: Record<string, string> = {
			Events: "No event source calls the function; the traffic of the scenario does.",
			Policies: "Permissions are not checked.",
			Layers: "Code in layers cannot be imported.",
			VpcConfig: "The function reaches the simulated network as if it had none.",
			Tracing: "Nothing is traced.",
		};
		this.#skip(entry.line, `${key} of ${id}`, (Object.hasOwn(consequences, key) && consequences[key]) || "It is ignored.");
	}

	/** The resolved value; what is unknown is named as not simulated. */
	#value(entry: TemplateEntry | undefined): Resolved | undefined {
		if (!entry) return undefined;
		const value = resolve(entry.value, this.#names);
		if (value instanceof Unknown) this.#skip(entry.line, value.why, "The value is taken as missing.");
		return value === null ? undefined : value;
	}

	#optionalMap(entry: TemplateEntry | undefined): Map<string, TemplateEntry> {
		if (!entry || (entry.value.kind === "scalar" && entry.value.value === null)) return new Map();
		return this.#mapOf(entry.value, "This part of the template") ?? new Map();
	}

	#mapOf(node: TemplateNode, what: string): Map<string, TemplateEntry> | undefined {
		if (node.kind === "map") return node.entries;
		this.#problem(node, `${what} must be a map of names to values.`, "Check the indentation and the colons.");
		return undefined;
	}

	#problem(at: { line: number; column: number } | undefined, message: string, cure: string): void {
		this.#problems.push({ message, cure, ...(at ? { place: { file: this.#file, line: at.line, column: at.column } } : {}) });
	}

	#skip(line: number, what: string, consequence: string): void {
		const key = `${line} ${what}`;
		if (this.#skipped.has(key)) return;
		this.#skipped.add(key);
		this.#notSimulated.push({ line, what, consequence });
	}
}
