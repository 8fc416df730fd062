import { functionOfArn } from "#sandbox/stack/arn.ts";

/** What a Task does, by its Resource. */
export type TaskResource =
	| { readonly kind: "function"; readonly arn: string }
	| { readonly kind: "service"; readonly service: string; readonly operation: string; readonly pattern: Pattern }
	| { readonly kind: "notSimulated"; readonly what: string };

/** How a task waits: not beyond the answer, for what it started, or for somebody who has its token. */
export type Pattern = "requestResponse" | "sync" | "waitForTaskToken";

/** Optimised integrations by the service that they call, and SDK integrations by the name that the SDK for Java has for it. */
const services: { readonly [name: string]: string } = {
	lambda: "lambda",
	sqs: "sqs",
	sns: "sns",
	dynamodb: "dynamodb",
	events: "events",
	eventbridge: "events",
	states: "states",
	sfn: "states",
	kinesis: "kinesis",
	secretsmanager: "secretsmanager",
	ssm: "ssm",
	kms: "kms",
	sts: "sts",
};

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html */
export function readResource(resource: string): TaskResource {
	if (functionOfArn(resource)) return { kind: "function", arn: resource };
	const [, sdk, name = "", action = "", suffix] =
		/^arn:[^:]*:states:[^:]*:[^:]*:(aws-sdk:)?([a-z0-9-]+):([A-Za-z0-9]+)(\.sync(?::2)?|\.waitForTaskToken)?$/.exec(resource) ?? [];
	const service = Object.hasOwn(services, name) ? services[name] : undefined;
	if (service === undefined || (name === "sfn" && !sdk)) return { kind: "notSimulated", what: resource };
	const pattern: Pattern = suffix === ".waitForTaskToken" ? "waitForTaskToken" : suffix === undefined ? "requestResponse" : "sync";
	return { kind: "service", service, operation: action.charAt(0).toUpperCase() + action.slice(1), pattern };
}
