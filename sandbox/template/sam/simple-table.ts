import { listNode, mapNode, scalarNode } from "../node-builders.ts";
import type { TemplateResource } from "../template-resource.ts";
import { type Expansion, take } from "./expansion.ts";

const TYPES: Readonly<Record<string, string>> = { String: "S", Number: "N", Binary: "B" };

/** AWS::Serverless::SimpleTable becomes a table with one key, `id` of the type String when it does not say it. */
export function expandSimpleTable(table: TemplateResource, expansion: Expansion): void {
	const properties = expansion.properties(table.id, table, table.properties);
	const key = properties.part("PrimaryKey");
	const at = key?.at ?? table;
	const name = key?.entry("Name")?.value ?? scalarNode(at, "id");
	const type = key?.oneOf("Type", ["String", "Number", "Binary"], "String") ?? "String";
	key?.done();
	const throughput = properties.entry("ProvisionedThroughput")?.value;
	const made = mapNode(at, {
		...take(properties, "TableName", "SSESpecification", "PointInTimeRecoverySpecification"),
		AttributeDefinitions: listNode(at, [mapNode(at, { AttributeName: name, AttributeType: scalarNode(at, TYPES[type] as string) })]),
		KeySchema: listNode(at, [mapNode(at, { AttributeName: name, KeyType: scalarNode(at, "HASH") })]),
		ProvisionedThroughput: throughput,
		BillingMode: throughput ? undefined : scalarNode(at, "PAY_PER_REQUEST"),
	});
	properties.done();
	table.type = "AWS::DynamoDB::Table";
	table.properties = made.kind === "map" ? made.entries : new Map();
}
