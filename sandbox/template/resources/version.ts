import type { BuiltAlias, BuiltVersion } from "#sandbox/build/built-project.ts";
import { functionArn } from "#sandbox/stack/arn.ts";
import type { Properties } from "../properties.ts";
import { functionNamed, type Reading, type ResourceReader, type TemplateFunction } from "../reading.ts";
import { FIRST_VERSION } from "../references.ts";
import type { TemplateResource } from "../template-resource.ts";
import { isAliasName, readProvisioned, refuseProvisioned } from "./published-version.ts";

/** AWS::Lambda::Version. A function that is created with the stack has one: nothing has changed that a second could freeze (L214). */
export const readVersion: ResourceReader = (resource, properties, reading) => {
	const fn = target(resource, properties, reading);
	const provisioned = readProvisioned(resource.id, properties);
	properties.ignore("CodeSha256");
	properties.notSimulated({ RuntimePolicy: "The runtime keeps its version.", FunctionScalingConfig: "The function runs on demand." });
	properties.done();
	if (!fn) return;
	if (published(fn).some(({ made }) => made)) {
		properties.problem(
			"FunctionName",
			`A version for this Lambda function exists ( ${FIRST_VERSION} ). Modify the function to create a new version.`,
			`Keep one AWS::Lambda::Version of ${fn.name}${resource.made ? ", or AutoPublishAlias, which makes one" : ""}.`,
		);
		return;
	}
	versionOf(fn, FIRST_VERSION).made = true;
	if (provisioned !== undefined) provision(fn, FIRST_VERSION, provisioned, "version", properties);
	keep(fn);
};

/** AWS::Lambda::Alias, to a version or to two by weights (L215, L216, L217). Requests of a scenario go to the first one of a function. */
export const readAlias: ResourceReader = (resource, properties, reading) => {
	const fn = target(resource, properties, reading);
	const name = properties.needed("Name", "Add for example Name: live.");
	const version = properties.needed("FunctionVersion", "Add for example FunctionVersion: !GetAtt Version.Version.");
	const provisioned = readProvisioned(resource.id, properties);
	const additional = version === undefined ? undefined : readRouting(properties, version);
	properties.done();
	if (!fn || name === undefined || version === undefined) return;
	if (!isAliasName(name))
		properties.problem("Name", `Name of ${resource.id} is ${name}.`, "Use letters, digits, - and _; digits alone are a version.");
	if (version !== "$LATEST" && !/^[1-9]\d{0,8}$/.test(version))
		properties.problem(
			"FunctionVersion",
			`Value '${version}' at 'functionVersion' failed to satisfy constraint: Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)`,
			"Give the number of a version: !GetAtt Version.Version.",
		);
	const aliases = aliasesOf(fn);
	if (aliases.some((alias) => alias.name === name)) {
		const arn = functionArn(reading.region, fn.functionName ?? fn.name, name);
		properties.problem("Name", `Alias already exists: ${arn}`, "Give each alias of a function a name of its own.");
		return;
	}
	for (const one of [version, additional?.version]) if (one !== undefined && one !== "$LATEST") exist(one, fn, resource, reading);
	aliases.push({ name, version, ...(additional ? { additional } : {}) });
	// Requests that name nothing go to $LATEST anyway.
	if (version !== "$LATEST") fn.alias ??= name;
	if (provisioned !== undefined) provision(fn, version, provisioned, "alias", properties);
	keep(fn);
};

/** RoutingConfig, in the words with which Lambda refuses it. */
function readRouting(properties: Properties, version: string): BuiltAlias["additional"] {
	const config = properties.part("RoutingConfig");
	const weights = config?.parts("AdditionalVersionWeights") ?? [];
	const refuse = (message: string, cure: string) => properties.problem("RoutingConfig", message, cure);
	const read = weights.map((one) => ({
		version: one.needed("FunctionVersion", "Give the number of the second version.") ?? "",
		weight: one.number("FunctionWeight") ?? 0,
	}));
	for (const one of weights) one.done();
	config?.done();
	const [first, ...others] = read;
	if (!first) return undefined;
	if (others.length > 0)
		refuse("Number of items in AdditionalVersionWeights cannot be greater than 1", "An alias points to two versions at most: keep one.");
	if (first.weight < 0 || first.weight > 1)
		refuse(
			"Value at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0]",
			`FunctionWeight is a share of the requests: from 0 to 1, not ${first.weight}.`,
		);
	if (first.version === version)
		refuse(
			`Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
			"Give the share to another version than FunctionVersion.",
		);
	if ([version, first.version].includes("$LATEST"))
		refuse("$LATEST is not supported for an alias pointing to more than 1 version", "Publish a version for it.");
	return first;
}

/** A version that the stack does not publish is taken to be there from before. */
function exist(version: string, fn: TemplateFunction, { line, id }: TemplateResource, { notes }: Reading): void {
	if (published(fn).some((one) => one.version === version)) return;
	versionOf(fn, version);
	if (version !== FIRST_VERSION)
		notes.skip(
			line,
			`version ${version} of ${fn.name}, to which ${id} points`,
			`A stack that is deployed for the first time has version ${FIRST_VERSION}. It is taken to be there, with the code of the project.`,
		);
}

/** L136 */
function provision(fn: TemplateFunction, version: string, count: number, by: "alias" | "version", properties: Properties): void {
	const refuse = (message: string, cure: string) => properties.problem("ProvisionedConcurrencyConfig", message, cure);
	if (version === "$LATEST") {
		refuse("Provisioned Concurrency Configs cannot be applied to unpublished function versions.", "Let the alias point to a version.");
		return;
	}
	const one = versionOf(fn, version);
	if (one.provisionedBy !== undefined && (by === "version" || one.provisionedBy === "version")) {
		refuse(
			"Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
			`Provision either the alias or version ${version} of ${fn.name}, not both.`,
		);
		return;
	}
	one.provisionedBy = by;
	one.provisionedConcurrency = (one.provisionedConcurrency ?? 0) + count;
	fn.provisionedConcurrency = (fn.provisionedConcurrency ?? 0) + count;
	refuseProvisioned(fn.name, fn.provisionedConcurrency, fn.reservedConcurrency, refuse);
}

type KnownVersion = BuiltVersion & { made?: true; provisionedBy?: "alias" | "version" };
type Known = { aliases: BuiltAlias[]; versions: KnownVersion[] };

/** Versions and aliases of functions while a template is read. */
const known = new WeakMap<TemplateFunction, Known>();

function knownOf(fn: TemplateFunction): Known {
	const found = known.get(fn);
	if (found) return found;
	// What AutoPublishAlias of SAM and its ProvisionedConcurrencyConfig say is read with the function; its alias and version follow.
	const { provisionedConcurrency } = fn;
	const first: KnownVersion[] =
		provisionedConcurrency === undefined ? [] : [{ version: FIRST_VERSION, provisionedConcurrency, provisionedBy: "alias" }];
	const made: Known = { aliases: [], versions: first };
	known.set(fn, made);
	return made;
}

function published(fn: TemplateFunction): KnownVersion[] {
	return knownOf(fn).versions;
}

function aliasesOf(fn: TemplateFunction): BuiltAlias[] {
	return knownOf(fn).aliases;
}

function versionOf(fn: TemplateFunction, version: string): KnownVersion {
	const found = published(fn).find((one) => one.version === version);
	if (found) return found;
	const made: KnownVersion = { version };
	published(fn).push(made);
	return made;
}

/** Writes into the function what goes beyond one alias that points to version 1. */
function keep(fn: TemplateFunction): void {
	const { aliases, versions } = knownOf(fn);
	const plain = versions.every(({ version }) => version === FIRST_VERSION) && fn.alias !== undefined;
	if (!plain)
		fn.versions = versions.map(({ version, provisionedConcurrency }) => ({
			version,
			...(provisionedConcurrency === undefined ? {} : { provisionedConcurrency }),
		}));
	else delete fn.versions;
	const [first, ...others] = aliases;
	if (others.length > 0 || (first && (first.name !== fn.alias || first.version !== FIRST_VERSION || first.additional)))
		fn.aliases = [...aliases];
}

function target(resource: TemplateResource, properties: Properties, reading: Reading): TemplateFunction | undefined {
	const named = properties.needed("FunctionName", "Add for example FunctionName: !Ref Function.");
	const fn = named === undefined ? undefined : functionNamed(named, reading).fn;
	if (named !== undefined && !fn && !resource.made)
		reading.notes.skip(resource.line, `the function ${named} of ${resource.id}`, "It is not simulated.");
	return fn;
}
