import type { TemplateResource } from "../template-resource.ts";
import type { Expansion } from "./expansion.ts";
import { SamRole } from "./sam-role.ts";

/** Writes out what AWS::Serverless::StateMachine says of other resources: the role that it makes of its Policies. */
export function expandStateMachine(machine: TemplateResource, expansion: Expansion): void {
	const properties = expansion.properties(machine.id, machine, machine.properties);
	if (properties.has("Role")) return;
	const role = new SamRole(`${machine.id}Role`, machine, "states.amazonaws.com");
	if (properties.part("Tracing")?.flag("Enabled", false)) role.attach("AWSXrayWriteOnlyAccess");
	role.policies(properties, expansion);
	role.make(properties, expansion);
	machine.properties.set("Role", { value: role.arn(machine), line: machine.line, column: machine.column });
}
