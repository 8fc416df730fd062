import type { Json } from "#sandbox/json-value.ts";
import type { StackResource } from "./stack.ts";

/** A policy document of IAM, intrinsic functions resolved: `{ "Version", "Statement": [...] }`. */
export type PolicyDocument = { readonly [element: string]: Json };

/** A policy of an identity, with the name that it has. */
export type NamedPolicy = { name: string; document: PolicyDocument };

/** What stands for a policy that cannot be known. */
export const ALLOW_EVERYTHING: PolicyDocument = {
	Version: "2012-10-17",
	Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

/** AWS::IAM::Role, or the role that SAM makes of a function's Policies. */
export type StackRole = StackResource & {
	name: string;
	arn: string;
	/** AssumeRolePolicyDocument: who may take the role. */
	trust: PolicyDocument;
	/** Inline, attached and managed ones. */
	policies: NamedPolicy[];
	/** PermissionsBoundary. */
	boundary?: NamedPolicy | undefined;
};

/** AWS::SQS::QueuePolicy, AWS::SNS::TopicPolicy, AWS::S3::BucketPolicy, AWS::Events::EventBusPolicy: who may use the resources. */
export type StackResourcePolicy = StackResource & {
	/** ARNs of the queues, topics, bucket or bus that it is attached to. */
	resources: string[];
	document: PolicyDocument;
};

/** Under which role the code of a function calls other services. `id`: of the function. */
export type StackExecutionRole = StackResource & { roleArn: string };
