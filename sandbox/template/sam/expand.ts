import type { Names } from "../intrinsics.ts";
import { scalarNode } from "../node-builders.ts";
import type { TemplateEntry } from "../template-node.ts";
import type { TemplateNotes } from "../template-notes.ts";
import type { TemplateResource } from "../template-resource.ts";
import { expandConnectors } from "./connectors.ts";
import { Expansion } from "./expansion.ts";
import { expandFunction } from "./function.ts";
import { mergeGlobals, readGlobals } from "./globals.ts";
import { expandSimpleTable } from "./simple-table.ts";
import { expandStateMachine } from "./state-machine.ts";
import { expandUsagePlans } from "./usage-plan.ts";

/** Stages that SAM makes for its APIs. */
const STAGES: Readonly<Record<string, string | undefined>> = {
	"AWS::Serverless::Api": "AWS::ApiGateway::Stage",
	"AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Stage",
};

/** Writes out SAM's shorthands: after it, resources say what CloudFormation would be told of them. */
export function expandSam(
	globalSections: ReadonlyMap<string, TemplateEntry>,
	resources: Map<string, TemplateResource>,
	synonyms: Map<string, string>,
	names: Names,
	notes: TemplateNotes,
): void {
	const globals = readGlobals(globalSections, notes);
	const expansion = new Expansion(resources, synonyms, names, notes, globals);
	const own = [...resources.values()];
	for (const resource of own) {
		const global = globals.get(resource.type);
		if (global) resource.properties = mergeGlobals(global, resource.properties);
	}
	for (const resource of own) if (resource.type === "AWS::Serverless::Function") expandFunction(resource, expansion);
	makeDeploymentApplication(own, expansion);
	for (const resource of own) if (resource.type === "AWS::Serverless::StateMachine") expandStateMachine(resource, expansion);
	for (const resource of own) if (resource.type === "AWS::Serverless::SimpleTable") expandSimpleTable(resource, expansion);
	expandConnectors(own, expansion);
	expandUsagePlans([...resources.values()], expansion);
	for (const api of [...resources.values()]) {
		const stageType = Object.hasOwn(STAGES, api.type) ? STAGES[api.type] : undefined;
		const name = api.properties.get("StageName");
		if (stageType === undefined || !name) continue;
		const text = name.value.kind === "scalar" ? String(name.value.value).replace(/[^A-Za-z0-9]/g, "") : "";
		const stage = `${api.id}${text}Stage`;
		expansion.make(api, api, stage, stageType, { StageName: name.value });
		synonyms.set(`${api.id}.Stage`, stage);
	}
}

/** What SAM makes once for all functions with a DeploymentPreference; hooks name it in their policies. */
function makeDeploymentApplication(own: readonly TemplateResource[], expansion: Expansion): void {
	const fn = own.find(({ type, properties }) => type === "AWS::Serverless::Function" && properties.has("DeploymentPreference"));
	if (!fn) return;
	const platform = { ComputePlatform: scalarNode(fn, "Lambda") };
	expansion.make({ ...fn, condition: undefined }, fn, "ServerlessDeploymentApplication", "AWS::CodeDeploy::Application", platform);
}
