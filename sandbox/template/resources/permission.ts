import { functionOfArn } from "#sandbox/stack/arn.ts";
import { functionNamed, placed, type ResourceReader } from "../reading.ts";

const nameOf = (arn: string) => functionOfArn(arn)?.name ?? arn;

/** AWS::Lambda::Permission (L155, L219). */
export const readPermission: ResourceReader = (resource, properties, reading) => {
	const named = properties.needed("FunctionName", "Add for example FunctionName: !Ref Function.");
	const principal = properties.needed("Principal", "Add for example Principal: sns.amazonaws.com.");
	const action = properties.needed("Action", "Add Action: lambda:InvokeFunction.");
	const sourceArn = properties.text("SourceArn");
	// All resources are in one account and one organisation.
	properties.ignore("SourceAccount", "PrincipalOrgID", "FunctionUrlAuthType", "EventSourceToken", "InvokedViaFunctionUrl");
	properties.done();
	if (named === undefined || principal === undefined || action === undefined) return;
	const { arn, fn } = functionNamed(named, reading);
	if (arn.endsWith(":$LATEST"))
		properties.problem(
			"FunctionName",
			"We currently do not support adding policies for $LATEST.",
			"Name the function alone, or a version or an alias of it.",
		);
	if (!fn && resource.made)
		reading.notes.skip(resource.line, `what ${principal} sends to ${nameOf(arn)}`, "The function is not simulated: nothing is run for it.");
	else if (!fn)
		reading.notes.skip(resource.line, `the function ${named} of ${resource.id}`, "It is not simulated; the permission is for nobody.");
	else reading.stack.permissions.push({ ...placed(resource), functionArn: arn, principal, sourceArn, action });
};
