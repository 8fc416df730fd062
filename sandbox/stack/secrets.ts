import type { StackResource } from "./stack.ts";

/** AWS::SecretsManager::Secret. */
export type StackSecret = StackResource & {
	name: string;
	arn: string;
	/** Its first value; undefined when the template gives none. */
	value: string | undefined;
	/** The function that rotates it, by ARN. */
	rotationFunctionArn: string | undefined;
};

/** AWS::SSM::Parameter. */
export type StackParameter = StackResource & {
	name: string;
	arn: string;
	type: "String" | "StringList" | "SecureString";
	value: string;
};

/** AWS::KMS::Key, with the names that AWS::KMS::Alias gives it. */
export type StackKey = StackResource & { keyId: string; arn: string; aliases: string[] };
