import type { BuiltFunction, LogLevel, SystemLogLevel } from "#sandbox/build/built-project.ts";
import { environmentProblems } from "../environment-variables.ts";
import type { Properties } from "../properties.ts";
import type { Reading, ResourceReader, TemplateFunction } from "../reading.ts";
import { textOf } from "../resolved.ts";
import type { TemplateResource } from "../template-resource.ts";
import { readFunctionCode } from "./function-code.ts";
import { readLayers } from "./layer.ts";
import { readPublishedVersion } from "./published-version.ts";
import { isOfAnotherLanguage, readRuntime } from "./runtime.ts";

const SYSTEM_LEVELS: readonly SystemLogLevel[] = ["DEBUG", "INFO", "WARN"];
const LEVELS: readonly LogLevel[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/** AWS::Serverless::Function, as SAM's shorthands and Globals have left it, and AWS::Lambda::Function. */
export const readFunction: ResourceReader = (resource, properties, reading) => {
	if (properties.text("PackageType") === "Image") {
		readImage(resource, properties, reading);
		return;
	}
	if (isOfAnotherLanguage(resource.id, properties, reading)) return;
	const before = reading.notes.problems.length;
	const fn = functionOf(resource, properties, reading);
	properties.ignore("Role");
	nameTheRest(properties);
	if (fn && reading.notes.problems.length === before) reading.functions.push(fn);
	if (fn) readExecutionRole(resource, properties, reading);
};

/** Under which role the function's code calls other services: the one that it names, or the one that SAM makes. */
function readExecutionRole({ id, line }: TemplateResource, properties: Properties, { notes, references, resources, stack }: Reading): void {
	const arn = properties.has("Role") ? properties.text("Role") : references.attribute(`${id}Role`, "Arn");
	if (typeof arn !== "string") return;
	stack.executionRoles.push({ id, line, roleArn: arn });
	const own = [...resources.values()].some(({ id: role, type }) => type === "AWS::IAM::Role" && references.attribute(role, "Arn") === arn);
	if (!own) notes.skip(line, `the role ${arn} of ${id}`, "It is not in this template: it is taken to allow everything.");
}

/** PackageType: Image. It is no function of the simulation; what would invoke it is named where it stands. */
function readImage({ id, line }: TemplateResource, properties: Properties, { notes }: Reading): void {
	notes.skip(
		properties.entry("PackageType")?.line ?? line,
		`${id}, a container image`,
		"Images are not run: it does not exist in the simulation, and nothing that its triggers send arrives. A ZIP package is run (PackageType: Zip).",
	);
	for (const key of ["Handler", "Runtime", "Layers"])
		if (properties.has(key))
			properties.problem(
				key,
				"Runtime and Handler and Layers cannot be present when PackageType is of type `Image`",
				`Remove ${key} of ${id}: the image says what runs.`,
			);
}

function functionOf(resource: TemplateResource, properties: Properties, reading: Reading): TemplateFunction | undefined {
	const { id } = resource;
	const handler = properties.needed("Handler", "Add for example Handler: handler.handler.");
	if (handler !== undefined && handler.length > 128)
		properties.problem("Handler", `Handler of ${id} is longer than 128 characters.`, "Shorten it.");
	const runtime = readRuntime(id, properties, reading);
	const memoryMb = properties.whole("MemorySize", { min: 128, max: 10_240, fallback: 128, unit: "megabytes" });
	const timeoutS = properties.whole("Timeout", { min: 1, max: 900, fallback: 3, unit: "seconds" });
	const reserved = properties.optionalWhole("ReservedConcurrentExecutions", 0, 100_000, "environments");
	const ephemeralStorageMb = readEphemeralStorage(id, properties);
	const architecture = readArchitecture(id, properties);
	const environment = readEnvironment(id, properties);
	const logging = readLogging(id, properties);
	const codeUri = readFunctionCode(resource, properties, reading);
	const layers = readLayers(id, properties, reading);
	const known = { runtime: runtime ?? "", reservedConcurrency: reserved, ephemeralStorageMb };
	const published = readPublishedVersion(id, properties, known);
	const service = readService(id, properties);
	properties.ignore("FunctionName");
	if (handler === undefined || runtime === undefined) return undefined;
	return {
		name: id,
		functionName: reading.references.physicalName(id),
		runtime,
		handler,
		memoryMb,
		timeoutMs: timeoutS * 1000,
		...(ephemeralStorageMb === undefined ? {} : { ephemeralStorageMb }),
		architecture,
		...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
		...published,
		...(logging ? { logging } : {}),
		...(Object.keys(service).length > 0 ? { service } : {}),
		environment,
		codeUri,
		...(layers.length > 0 ? { layers } : {}),
		line: resource.line,
	};
}

/** Size of /tmp (L229); undefined when the template does not say it. */
function readEphemeralStorage(id: string, properties: Properties): number | undefined {
	const storage = properties.part("EphemeralStorage");
	if (!storage) return undefined;
	for (const key of storage.keys())
		if (key !== "Size") storage.problem(key, `EphemeralStorage of ${id} has ${key}.`, "Give it a Size in megabytes.");
	if (!storage.has("Size")) properties.problem("EphemeralStorage", `EphemeralStorage of ${id} has no Size.`, "Add for example Size: 1024.");
	return storage.has("Size") ? storage.whole("Size", { min: 512, max: 10_240, fallback: 512, unit: "megabytes" }) : undefined;
}

function readArchitecture(id: string, properties: Properties): "x86_64" | "arm64" {
	const value = properties.value("Architectures");
	if (value === undefined) return "x86_64";
	const list = Array.isArray(value) ? value : [value];
	const only = list[0];
	if (list.length === 1 && (only === "x86_64" || only === "arm64")) return only;
	properties.problem("Architectures", `Architectures of ${id} is ${textOf(value)}.`, "Use [x86_64] or [arm64].");
	return "x86_64";
}

function readEnvironment(id: string, properties: Properties): Record<string, string> {
	const variables: Record<string, string> = {};
	const environment = properties.part("Environment");
	for (const key of environment?.keys() ?? [])
		if (key !== "Variables")
			environment?.problem(key, `Environment of ${id} has ${key}.`, "Put the variables under Environment.Variables.");
	const given = environment?.part("Variables");
	for (const name of given?.keys() ?? []) {
		// A variable whose value is not known is there all the same, and empty; one that a condition takes away is not.
		if (!given?.has(name)) continue;
		const value = given.value(name) ?? "";
		if (typeof value === "object") {
			given.problem(name, `The variable ${name} of ${id} is not a text.`, "Give it a text.");
			continue;
		}
		Object.defineProperty(variables, name, { value: textOf(value), enumerable: true, configurable: true, writable: true });
	}
	for (const problem of environmentProblems(variables)) properties.problem("Environment", `${id}: ${problem.message}`, problem.cure);
	return variables;
}

/**
 * LoggingConfig (L115, L116).
 * @returns The least levels that are logged when the format is JSON; undefined for the text format.
 */
function readLogging(id: string, properties: Properties): BuiltFunction["logging"] {
	const config = properties.part("LoggingConfig", id);
	if (!config) return undefined;
	const format = config.oneOf("LogFormat", ["Text", "JSON"], "Text");
	const level = config.oneOf("ApplicationLogLevel", LEVELS, "INFO");
	const system = config.oneOf("SystemLogLevel", SYSTEM_LEVELS, "INFO");
	config.notSimulated({ LogGroup: "The log group keeps its default name." });
	for (const key of config.keys()) {
		if (key === "LogFormat" || key === "LogGroup") continue;
		if (key !== "ApplicationLogLevel" && key !== "SystemLogLevel")
			config.problem(key, `LoggingConfig of ${id} has ${key}.`, "Use LogFormat, ApplicationLogLevel, SystemLogLevel, LogGroup.");
		else if (format === "Text" && config.has(key))
			config.problem(key, `${id} has ${key}, but its LogFormat is Text.`, "Levels exist in the JSON format only: set LogFormat: JSON.");
	}
	return format === "Text" ? undefined : { level, system };
}

/** How the service invokes the function, as far as its own properties say it. */
function readService(id: string, properties: Properties): NonNullable<BuiltFunction["service"]> {
	const service: NonNullable<BuiltFunction["service"]> = {};
	const deadLetterArn = readDeadLetterQueue(id, properties);
	if (deadLetterArn !== undefined) service.deadLetterArn = deadLetterArn;
	if (properties.has("RecursiveLoop")) service.recursiveLoop = properties.oneOf("RecursiveLoop", ["Allow", "Terminate"], "Terminate");
	const tracing = properties.has("Tracing")
		? properties.oneOf("Tracing", ["Active", "PassThrough", "Disabled"], "PassThrough")
		: properties.part("TracingConfig")?.oneOf("Mode", ["Active", "PassThrough"], "PassThrough");
	if (tracing !== undefined) service.tracing = tracing === "Active" ? "Active" : "PassThrough";
	const deployment = properties.part("DeploymentPreference");
	if (deployment?.flag("Enabled", true)) {
		const hooks = deployment.part("Hooks");
		const type = deployment.text("Type");
		if (type !== undefined) {
			service.deployment = {
				type,
				preTrafficHookArn: hooks?.text("PreTraffic"),
				postTrafficHookArn: hooks?.text("PostTraffic"),
				alarms: deployment.texts("Alarms"),
			};
			if (!DEPLOYMENTS.test(type))
				deployment.skip(
					deployment.at.line,
					`Type ${type} of DeploymentPreference of ${id}`,
					"It is a configuration of its own; nothing is shifted.",
				);
		}
		deployment.ignore("Role", "TriggerConfigurations", "PassthroughCondition");
		hooks?.done();
		deployment.done();
	}
	return service;
}

/** Presets of CodeDeploy, without the prefix `Lambda` (L220). */
const DEPLOYMENTS = /^(AllAtOnce|Canary10Percent(5|10|15|30)Minutes|Linear10PercentEvery(1Minute|[23]Minutes|10Minutes))$/;

/** DeadLetterQueue of SAM, DeadLetterConfig of CloudFormation. */
function readDeadLetterQueue(id: string, properties: Properties): string | undefined {
	const sam = properties.part("DeadLetterQueue");
	const config = sam ?? properties.part("DeadLetterConfig");
	if (!config) return undefined;
	if (sam && !["SQS", "SNS"].includes(sam.text("Type") ?? ""))
		sam.problem("Type", "'DeadLetterQueue' requires Type of 'SQS' or 'SNS'.", `Give DeadLetterQueue of ${id} Type: SQS or Type: SNS.`);
	const arn = config.needed("TargetArn", "Add for example TargetArn: !GetAtt DeadLetters.Arn.");
	config.done();
	if (arn === undefined || /^arn:aws[a-z-]*:(sqs|sns):/.test(arn)) return arn;
	config.problem(
		"TargetArn",
		`The dead-letter queue of ${id} is ${arn}, which is no queue and no topic.`,
		"Give the ARN of one: !GetAtt DeadLetters.Arn.",
	);
	return undefined;
}

function nameTheRest(properties: Properties): void {
	// The role that SAM makes has read what a function says of it.
	properties.ignore(
		"Description",
		"Tags",
		"PackageType",
		"PropagateTags",
		"Policies",
		"PermissionsBoundary",
		"AssumeRolePolicyDocument",
		"RolePath",
	);
	properties.notSimulated({
		VpcConfig: "The function reaches the simulated network as if it had none.",
		KmsKeyArn: "Variables are not encrypted.",
		CodeSigningConfigArn: "Signatures of code are not checked.",
		RuntimeManagementConfig: "The runtime keeps its version.",
		ImageUri: "Container images are not run.",
		ImageConfig: "Container images are not run.",
		TenancyConfig: "Environments are not kept apart by tenant.",
		DurableConfig: "The function runs as an ordinary one, without checkpoints.",
		CapacityProviderConfig: "The function runs on demand, not on managed instances.",
		VersionDescription: "Versions have no description.",
		AutoPublishCodeSha256: "One version is published.",
		AutoPublishAliasAllProperties: "One version is published.",
	});
	properties.done();
}
