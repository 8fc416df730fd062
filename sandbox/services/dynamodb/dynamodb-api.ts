import { z } from "zod";
import type { CloudRun } from "../cloud.ts";
import { jsonProtocol } from "../wire/json-protocol.ts";
import { done, operation } from "../wire/operation.ts";
import type { ServiceApi } from "../wire/service-api.ts";
import { itemBytes } from "./attribute-value.ts";
import { batchOperations } from "./batch-operations.ts";
import { itemOperations, type Tables } from "./item-operations.ts";
import { queryOperations } from "./query-operations.ts";
import { tableName } from "./requests.ts";
import type { Table } from "./table.ts";
import { transactionOperations } from "./transaction-operations.ts";

/**
 * The operations of Amazon DynamoDB that handlers call.
 * @param all Tables of the template.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html
 */
export function dynamodbApi(run: CloudRun, tables: Tables, all: readonly Table[]): ServiceApi {
	return {
		title: "Amazon DynamoDB",
		hosts: ["dynamodb", "ddb"],
		protocol: jsonProtocol("1.0", { target: "DynamoDB_20120810" }),
		operations: {
			...itemOperations(run, tables),
			...batchOperations(run, tables),
			...queryOperations(run, tables),
			...transactionOperations(run, tables),
			DescribeTable: operation({
				input: z.object(tableName),
				needs: ({ TableName }) => [{ action: "dynamodb:DescribeTable", resource: tables.arnOf(TableName) }],
				run: ({ TableName }) => {
					const table = tables.find(TableName);
					return table.ok ? done({ Table: descriptionOf(table.output) }) : table;
				},
			}),
			ListTables: operation({
				input: z.object({}),
				needs: () => [{ action: "dynamodb:ListTables", resource: "*" }],
				run: () => done({ TableNames: all.map(({ config }) => config.name).sort() }),
			}),
		},
	};
}

function descriptionOf({ config, keyAttributes, collections }: Table) {
	const items = [...collections.all()];
	return {
		TableName: config.name,
		TableArn: config.arn,
		TableStatus: "ACTIVE",
		KeySchema: keyAttributes.map(({ name }, index) => ({ AttributeName: name, KeyType: index === 0 ? "HASH" : "RANGE" })),
		AttributeDefinitions: keyAttributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
		ItemCount: items.length,
		TableSizeBytes: items.reduce((bytes, { item }) => bytes + itemBytes(item), 0),
		...(config.billing.mode === "PAY_PER_REQUEST"
			? { BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" } }
			: { ProvisionedThroughput: { ReadCapacityUnits: config.billing.readUnits, WriteCapacityUnits: config.billing.writeUnits } }),
	};
}
