import type { Json } from "#sandbox/json-value.ts";
import type { StackResource } from "./stack.ts";

/** AWS::StepFunctions::StateMachine, or AWS::Serverless::StateMachine. */
export type StackStateMachine = StackResource & {
	name: string;
	arn: string;
	type: "STANDARD" | "EXPRESS";
	/** In Amazon States Language, its substitutions made. */
	definition: { [member: string]: Json };
	/** Under which it calls other services. */
	roleArn: string | undefined;
};
