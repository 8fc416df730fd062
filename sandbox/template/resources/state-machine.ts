import type { Json } from "#sandbox/json-value.ts";
import { readDefinition } from "#sandbox/services/states/definition.ts";
import type { StackStateMachine } from "#sandbox/stack/states.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import { textOf } from "../resolved.ts";

/** AWS::StepFunctions::StateMachine and AWS::Serverless::StateMachine. */
export const readStateMachine: ResourceReader = (resource, properties, reading) => {
	const { references, stack } = reading;
	properties.ignore(
		"StateMachineName",
		"Name",
		"LoggingConfiguration",
		"TracingConfiguration",
		"Tracing",
		"Logging",
		"EncryptionConfiguration",
		"Policies",
		"PermissionsBoundary",
		"AutoPublishAlias",
		"DeploymentPreference",
	);
	const type = properties.oneOf("StateMachineType", ["STANDARD", "EXPRESS"], properties.oneOf("Type", ["STANDARD", "EXPRESS"], "STANDARD"));
	const definition = definitionOf(properties, reading);
	const roleArn = properties.text("RoleArn") ?? properties.text("Role");
	properties.notSimulated({ Events: "Nothing starts the state machine but StartExecution and rules that name it." });
	properties.done();
	if (!definition) return;
	const machine: StackStateMachine = {
		...placed(resource),
		name: references.physicalName(resource.id),
		arn: String(references.ref(resource.id)),
		type,
		definition,
		roleArn,
	};
	const read = readDefinition(definition);
	if (!read.ok)
		for (const problem of read.problems)
			properties.problem("Definition", `Invalid State Machine Definition of ${resource.id}: ${problem}`, "Mend the definition.");
	stack.stateMachines.push(machine);
};

function definitionOf(properties: Properties, { files, notes }: Reading): StackStateMachine["definition"] | undefined {
	const uri = properties.value("DefinitionUri");
	const substitutions = properties.part("DefinitionSubstitutions");
	const values = new Map((substitutions?.keys() ?? []).map((key) => [key, substitutions?.text(key) ?? ""]));
	const fill = (text: string) => text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (whole, name: string) => values.get(name) ?? whole);
	const given = typeof uri === "string" ? files.get(uri.replace(/^\.\//, "")) : undefined;
	if (typeof uri === "string" && given === undefined) {
		properties.problem("DefinitionUri", `There is no file ${uri}.`, "Check the path; it is relative to the template.");
		return undefined;
	}
	const json = given === undefined ? (properties.json("Definition") ?? properties.json("DefinitionString")) : undefined;
	if (given === undefined && json === undefined) {
		if (properties.has("DefinitionS3Location") || uri !== undefined)
			notes.skip(properties.at.line, `the definition of ${properties.owner} in S3`, "The state machine does not exist in the simulation.");
		else properties.problem("Definition", `${properties.owner} has no definition.`, "Add Definition, DefinitionString or DefinitionUri.");
		return undefined;
	}
	const text = given === undefined ? fill(JSON.stringify(json)) : fill(given);
	try {
		const parsed = JSON.parse(text) as Json;
		if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
	}
	properties.problem(
		"Definition",
		`The definition of ${properties.owner} is no JSON object${given === undefined ? "" : `: ${textOf(uri ?? "")}`}.`,
		"Check brackets, commas and quotes.",
	);
	return undefined;
}
