import { listNode, mapNode, type NodePlace, scalarNode } from "../node-builders.ts";
import type { TemplateNode } from "../template-node.ts";

/** The policy document that SAM gives a queue, so that one source may send to it. */
export function sendMessageDocument(
	at: NodePlace,
	principal: TemplateNode,
	queueArn: TemplateNode,
	sourceArn: TemplateNode | undefined,
): TemplateNode {
	const statement = mapNode(at, {
		Action: scalarNode(at, "sqs:SendMessage"),
		Effect: scalarNode(at, "Allow"),
		Principal: principal,
		Resource: queueArn,
		Condition: mapNode(at, { ArnEquals: mapNode(at, { "aws:SourceArn": sourceArn }) }),
	});
	return mapNode(at, { Version: scalarNode(at, "2012-10-17"), Statement: listNode(at, [statement]) });
}
