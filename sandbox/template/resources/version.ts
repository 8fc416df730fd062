import type { Properties } from "../properties.ts";
import { functionNamed, type Reading, type ResourceReader, type TemplateFunction } from "../reading.ts";
import { FIRST_VERSION } from "../references.ts";
import type { TemplateResource } from "../template-resource.ts";
import { isAliasName, readProvisioned, refuseProvisioned } from "./published-version.ts";

/** AWS::Lambda::Version: the one version of its function. */
export const readVersion: ResourceReader = (resource, properties, reading) => {
	const fn = target(resource, properties, reading);
	const provisioned = readProvisioned(resource.id, properties);
	properties.ignore("CodeSha256");
	properties.notSimulated({ RuntimePolicy: "The runtime keeps its version.", FunctionScalingConfig: "The function runs on demand." });
	properties.done();
	if (!fn || provisioned === undefined) return;
	provision(fn, provisioned, properties);
};

/** AWS::Lambda::Alias: requests go to it, as they go to the alias that SAM publishes. */
export const readAlias: ResourceReader = (resource, properties, reading) => {
	const fn = target(resource, properties, reading);
	const name = properties.needed("Name", "Add for example Name: live.");
	const version = properties.text("FunctionVersion");
	const provisioned = readProvisioned(resource.id, properties);
	properties.notSimulated({ RoutingConfig: "All requests go to the version of the alias." });
	properties.done();
	if (!fn || name === undefined) return;
	if (!isAliasName(name))
		properties.problem("Name", `Name of ${resource.id} is ${name}.`, "Use letters, digits, - and _; digits alone are a version.");
	if (version === "$LATEST") {
		reading.notes.skip(
			resource.line,
			`the alias ${name} of ${fn.name}, which points to $LATEST,`,
			"Requests go to $LATEST by its own name.",
		);
		return;
	}
	if (version !== undefined && version !== FIRST_VERSION)
		reading.notes.skip(
			resource.line,
			`version ${version} of ${fn.name}`,
			`A stack that is deployed for the first time has version ${FIRST_VERSION}.`,
		);
	if (fn.alias !== undefined && fn.alias !== name) {
		reading.notes.skip(resource.line, `the alias ${name} of ${fn.name}`, `One alias is simulated: ${fn.alias}.`);
		return;
	}
	fn.alias = name;
	if (provisioned !== undefined) provision(fn, provisioned, properties);
};

function target(resource: TemplateResource, properties: Properties, reading: Reading): TemplateFunction | undefined {
	const named = properties.needed("FunctionName", "Add for example FunctionName: !Ref Function.");
	const fn = named === undefined ? undefined : functionNamed(named, reading).fn;
	if (named !== undefined && !fn) reading.notes.skip(resource.line, `the function ${named} of ${resource.id}`, "It is not simulated.");
	return fn;
}

function provision(fn: TemplateFunction, provisioned: number, properties: Properties): void {
	refuseProvisioned(fn.name, provisioned, fn.reservedConcurrency, (message, cure) =>
		properties.problem("ProvisionedConcurrencyConfig", message, cure),
	);
	fn.provisionedConcurrency = provisioned;
}
