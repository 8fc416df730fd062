import type { StackResource } from "./stack.ts";

/** AWS::Lambda::Permission, or the one that SAM adds for an event: who may invoke a function. */
export type StackPermission = StackResource & {
	functionArn: string;
	/** A service such as `sns.amazonaws.com`, an account, or `*`. */
	principal: string;
	sourceArn: string | undefined;
	/** `lambda:InvokeFunction`, `lambda:InvokeFunctionUrl`. */
	action: string;
};
