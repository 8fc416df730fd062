import { type NodePlace, scalarNode } from "../node-builders.ts";
import type { Properties } from "../properties.ts";
import type { TemplateNode } from "../template-node.ts";
import type { SamRole } from "./sam-role.ts";

const ACTIONS: Readonly<Record<string, string>> = {
	SQS: "sqs:SendMessage",
	SNS: "sns:publish",
	EventBridge: "events:PutEvents",
	Lambda: "lambda:InvokeFunction",
};

/** Lets a function send to a destination, as SAM does when the destination says its Type. */
export function allowDestination(role: SamRole | undefined, id: string, destination: Properties, arn: TemplateNode): void {
	const { at } = destination;
	const type = destination.text("Type") ?? "";
	if (type === "S3Bucket" || type === "S3") role?.allow(`${id}S3Policy`, at, ["s3:PutObject", within(at, arn)], ["s3:ListBucket", arn]);
	const action = Object.hasOwn(ACTIONS, type) ? ACTIONS[type] : undefined;
	if (action !== undefined) role?.allow(`${id}${type}Policy`, at, [action, arn]);
}

/** The objects of a bucket: `!Join ["/", [arn, "*"]]`. */
function within(at: NodePlace, arn: TemplateNode): TemplateNode {
	const { line, column } = at;
	const list = (items: TemplateNode[]): TemplateNode => ({ kind: "list", items, line, column });
	return { kind: "intrinsic", name: "Fn::Join", argument: list([scalarNode(at, "/"), list([arn, scalarNode(at, "*")])]), line, column };
}
