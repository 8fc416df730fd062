import { arnOf } from "#sandbox/stack/arn.ts";
import { placed, type ResourceReader } from "../reading.ts";

/** AWS::Logs::LogGroup */
export const readLogGroup: ResourceReader = (resource, properties, reading) => {
	const name = reading.references.physicalName(resource.id);
	properties.ignore("LogGroupName", "KmsKeyId", "LogGroupClass", "FieldIndexPolicies");
	const retentionDays = properties.number("RetentionInDays");
	properties.notSimulated({ DataProtectionPolicy: "Lines are not looked through." });
	properties.done();
	reading.stack.logGroups.push({ ...placed(resource), name, arn: arnOf("logs", reading.region, `log-group:${name}`), retentionDays });
};

/** AWS::Logs::SubscriptionFilter */
export const readSubscriptionFilter: ResourceReader = (resource, properties, reading) => {
	const logGroupName = properties.needed("LogGroupName", "Add for example LogGroupName: !Ref LogGroup.");
	const destinationArn = properties.needed("DestinationArn", "Add for example DestinationArn: !GetAtt Function.Arn.");
	const pattern = properties.text("FilterPattern") ?? "";
	const name = properties.text("FilterName") ?? resource.id;
	properties.ignore("RoleArn", "Distribution");
	properties.done();
	if (logGroupName === undefined || destinationArn === undefined) return;
	reading.stack.subscriptionFilters.push({ ...placed(resource), name, logGroupName, pattern, destinationArn });
};
