import type { NotSimulated } from "#sandbox/build/built-project.ts";
import type { BuildProblem } from "#sandbox/outcome.ts";
import { emptyStack, type Stack } from "#sandbox/stack/stack.ts";
import { Conditions } from "./conditions.ts";
import { checkDependencies } from "./dependencies.ts";
import { Budget, type Names, resolve } from "./intrinsics.ts";
import { readParameters } from "./parameters.ts";
import { Properties } from "./properties.ts";
import type { Reading, TemplateFunction } from "./reading.ts";
import { References } from "./references.ts";
import { checkBuckets } from "./resources/bucket.ts";
import { checkLoadBalancers } from "./resources/load-balancer.ts";
import { checkMappings } from "./resources/mapping.ts";
import { checkRedrives } from "./resources/queue.ts";
import { ROUNDS } from "./resources/readers.ts";
import { checkRules } from "./resources/rule.ts";
import { checkSubscriptions } from "./resources/topic.ts";
import { expandSam } from "./sam/expand.ts";
import { readTemplate, type TemplateEntry, type TemplateNode, TemplateSyntaxError } from "./template-node.ts";
import { TemplateNotes, TooManyProblems } from "./template-notes.ts";
import type { TemplateResource } from "./template-resource.ts";
import { readResources } from "./template-resources.ts";

export type ReadStack =
	| {
			ok: true;
			functions: TemplateFunction[];
			stack: Stack;
			notSimulated: NotSimulated[];
			/** Code that stands in the template itself: paths and texts of files that the project does not have. */
			inlineFiles: ReadonlyMap<string, string>;
	  }
	| { ok: false; problems: BuildProblem[] };

const SAM = "AWS::Serverless-2016-10-31";
const TOP_LEVEL = new Set([
	"AWSTemplateFormatVersion",
	"Transform",
	"Description",
	"Metadata",
	"Globals",
	"Parameters",
	"Rules",
	"Mappings",
	"Conditions",
	"Resources",
	"Outputs",
]);

/**
 * Reads a whole template, SAM or plain CloudFormation, YAML or JSON: its functions, and the stack of what is around them. What it says
 * beyond what is simulated is named in `notSimulated` with its line and the consequence, never silently passed over; what CloudFormation or
 * the services would refuse is a problem.
 * @param region What `AWS::Region` stands for.
 * @param files The project's other files, for definitions that lie beside the template.
 */
export function readStack(file: string, text: string, region: string, files: ReadonlyMap<string, string> = new Map()): ReadStack {
	const notes = new TemplateNotes(file);
	try {
		return new StackReader(notes, region, files).read(readTemplate(file, text));
	} catch (error) {
		if (error instanceof TemplateSyntaxError) return { ok: false, problems: [error.problem] };
		if (error instanceof TooManyProblems) return { ok: false, problems: notes.problems };
		throw error;
	}
}

class StackReader {
	#files: ReadonlyMap<string, string>;
	#notes: TemplateNotes;
	#names: Names;
	#resources = new Map<string, TemplateResource>();
	#synonyms = new Map<string, string>();

	constructor(notes: TemplateNotes, region: string, files: ReadonlyMap<string, string>) {
		this.#files = files;
		this.#notes = notes;
		this.#names = {
			parameters: new Map(),
			resources: new References(this.#resources, this.#synonyms, () => this.#names),
			mappings: undefined,
			conditions: new Conditions((node) => resolve(node, this.#names)),
			region,
			budget: new Budget(),
		};
	}

	read(root: TemplateNode): ReadStack {
		const notes = this.#notes;
		const top = this.#mapOf(root, "The template");
		const declared = top?.get("Resources");
		if (!top || !declared) {
			notes.problem(root, `${notes.file} has no Resources.`, 'Add "Resources:" with at least one function.');
			return { ok: false, problems: notes.problems };
		}
		for (const [key, entry] of top) if (!TOP_LEVEL.has(key)) notes.skip(entry.line, key, "It is ignored.");
		const rules = top.get("Rules");
		if (rules) notes.skip(rules.line, "Rules", "Parameters are not checked by them.");
		this.#names.parameters = readParameters(this.#optionalMap(top.get("Parameters")), notes);
		this.#names.mappings = top.get("Mappings")?.value;
		for (const [id, entry] of this.#optionalMap(top.get("Conditions"))) this.#names.conditions.add(id, entry.value);
		const found = readResources(this.#mapOf(declared.value, "Resources") ?? new Map(), this.#names.conditions, notes);
		for (const [id, resource] of found) this.#resources.set(id, resource);
		this.#checkTransform(top.get("Transform"), root);
		expandSam(this.#optionalMap(top.get("Globals")), this.#resources, this.#synonyms, this.#names, notes);
		const reading = this.#readResources();
		if (reading.functions.length === 0 && notes.problems.length === 0)
			notes.problem(
				declared.value,
				"The template has no function that can be simulated.",
				"Add a resource of type AWS::Serverless::Function.",
			);
		if (notes.problems.length > 0) return { ok: false, problems: notes.problems };
		const { functions, stack, inlineFiles } = reading;
		return { ok: true, functions, stack, notSimulated: notes.notSimulated, inlineFiles };
	}

	#readResources(): Reading {
		const notes = this.#notes;
		// What SAM made is there now, so nothing that was looked up before holds any longer.
		const references = new References(this.#resources, this.#synonyms, () => this.#names);
		this.#names.resources = references;
		checkDependencies(this.#resources, this.#names, notes);
		const reading: Reading = {
			region: this.#names.region,
			files: this.#files,
			notes,
			references,
			resources: this.#resources,
			stack: emptyStack(),
			functions: [],
			inlineFiles: new Map(),
		};
		const known = new Set<string>();
		for (const round of ROUNDS) {
			for (const resource of this.#resources.values()) {
				const read = Object.hasOwn(round, resource.type) ? round[resource.type] : undefined;
				if (!read) continue;
				known.add(resource.id);
				read(resource, new Properties(resource.id, resource, resource.properties, { names: this.#names, notes }), reading);
			}
		}
		for (const { id, type, line, made } of this.#resources.values())
			if (!known.has(id) && !made)
				notes.skip(line, `${id} (${type})`, "It does not exist in the simulation, and nothing is sent to it or by it.");
		checkNames(reading);
		checkRedrives(reading);
		checkSubscriptions(reading);
		checkRules(reading);
		checkBuckets(reading);
		checkMappings(reading);
		checkLoadBalancers(reading);
		return reading;
	}

	#checkTransform(transform: TemplateEntry | undefined, root: TemplateNode): void {
		const value = transform && resolve(transform.value, this.#names);
		const names = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
		for (const name of names) {
			if (name !== SAM && name !== "AWS::LanguageExtensions")
				this.#notes.skip(transform?.line ?? root.line, `the transform ${name}`, "The template is read as if it changed nothing.");
		}
		const first = [...this.#resources.values()].find(({ type }) => type.startsWith("AWS::Serverless::"));
		if (first && !names.includes(SAM))
			this.#notes.problem(
				transform?.value ?? root,
				"The template does not say that it is a SAM template.",
				`Add "Transform: ${SAM}"; without it CloudFormation does not know ${first.type}.`,
			);
	}

	#optionalMap(entry: TemplateEntry | undefined): ReadonlyMap<string, TemplateEntry> {
		if (!entry || (entry.value.kind === "scalar" && entry.value.value === null)) return new Map();
		return this.#mapOf(entry.value, "This part of the template") ?? new Map();
	}

	#mapOf(node: TemplateNode, what: string): ReadonlyMap<string, TemplateEntry> | undefined {
		if (node.kind === "map") return node.entries;
		this.#notes.problem(node, `${what} must be a map of names to values.`, "Check the indentation and the colons.");
		return undefined;
	}
}

/** Two resources of one kind cannot have one physical name: CloudFormation fails at the second. */
function checkNames({ stack, functions, notes }: Reading): void {
	const { queues, topics, buses, streams, tables, buckets, logGroups, alarms, secrets, parameters } = stack;
	const named = functions.map(({ name, functionName = name, line }) => ({ id: name, name: functionName, line }));
	for (const kind of [named, queues, topics, buses, streams, tables, buckets, logGroups, alarms, secrets, parameters]) {
		const seen = new Set<string>();
		for (const { id, name, line } of kind) {
			if (seen.has(name)) notes.problem({ line, column: 1 }, `${name} already exists in stack`, `Give ${id} another name.`);
			seen.add(name);
		}
	}
}
