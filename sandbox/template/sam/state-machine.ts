import { getAttNode, listNode, mapNode, scalarNode } from "../node-builders.ts";
import { SAM_POLICIES } from "../resources/sam-policies.ts";
import type { TemplateResource } from "../template-resource.ts";
import type { Expansion } from "./expansion.ts";

/** Writes out what AWS::Serverless::StateMachine says of other resources: the role that it makes of its Policies. */
export function expandStateMachine(machine: TemplateResource, expansion: Expansion): void {
	const properties = expansion.properties(machine.id, machine, machine.properties);
	if (properties.has("Role")) return;
	const role = `${machine.id}Role`;
	const statement = mapNode(machine, {
		Effect: scalarNode(machine, "Allow"),
		Action: scalarNode(machine, "sts:AssumeRole"),
		Principal: mapNode(machine, { Service: scalarNode(machine, "states.amazonaws.com") }),
	});
	expansion.make(machine, machine, role, "AWS::IAM::Role", {
		AssumeRolePolicyDocument: mapNode(machine, { Version: scalarNode(machine, "2012-10-17"), Statement: listNode(machine, [statement]) }),
		PermissionsBoundary: properties.entry("PermissionsBoundary")?.value,
		[SAM_POLICIES]: properties.entry("Policies")?.value,
	});
	machine.properties.set("Role", { value: getAttNode(machine, role, "Arn"), line: machine.line, column: machine.column });
}
