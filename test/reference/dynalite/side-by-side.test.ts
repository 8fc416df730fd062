import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as lib from "@aws-sdk/lib-dynamodb";
import dynalite from "dynalite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalServer, startLocalServer } from "#sandbox/services/wire/local-server.ts";
import { emptyStack } from "#sandbox/stack/stack.ts";
import { readStack } from "#sandbox/template/read-stack.ts";
import { programs, type Step } from "./programs.ts";

const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, Runtime: nodejs24.x, InlineCode: "" } }
  Things:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: things
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }, { AttributeName: sk, AttributeType: N }, { AttributeName: kind, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }, { AttributeName: sk, KeyType: RANGE }]
      GlobalSecondaryIndexes: [{ IndexName: byKind, KeySchema: [{ AttributeName: kind, KeyType: HASH }, { AttributeName: sk, KeyType: RANGE }], Projection: { ProjectionType: INCLUDE, NonKeyAttributes: [color] } }]
`;
const create = new dynamodb.CreateTableCommand({
	TableName: "things",
	BillingMode: "PAY_PER_REQUEST",
	AttributeDefinitions: [
		{ AttributeName: "pk", AttributeType: "S" },
		{ AttributeName: "sk", AttributeType: "N" },
		{ AttributeName: "kind", AttributeType: "S" },
	],
	KeySchema: [
		{ AttributeName: "pk", KeyType: "HASH" },
		{ AttributeName: "sk", KeyType: "RANGE" },
	],
	GlobalSecondaryIndexes: [
		{
			IndexName: "byKind",
			KeySchema: [
				{ AttributeName: "kind", KeyType: "HASH" },
				{ AttributeName: "sk", KeyType: "RANGE" },
			],
			Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["color"] },
		},
	],
});

let reference: Server;
let ours: LocalServer;
const clientOf = (endpoint: string) =>
	new dynamodb.DynamoDBClient({ endpoint, region: "eu-central-1", credentials: { accessKeyId: "x", secretAccessKey: "x" }, maxAttempts: 1 });
let clients: [dynamodb.DynamoDBClient, dynamodb.DynamoDBClient];

beforeAll(async () => {
	reference = dynalite({ createTableMs: 0 }) as Server;
	await new Promise<void>((resolve) => reference.listen(0, "127.0.0.1", resolve));
	const read = readStack("template.yaml", template, "eu-central-1");
	if (!read.ok) throw new Error(JSON.stringify(read.problems));
	ours = await startLocalServer(read.stack, { port: 0, region: "eu-central-1" });
	clients = [clientOf(`http://127.0.0.1:${(reference.address() as AddressInfo).port}`), clientOf(ours.url)];
	await clients[0].send(create);
	for (;;) {
		const { Table } = await clients[0].send(new dynamodb.DescribeTableCommand({ TableName: "things" }));
		if (Table?.TableStatus === "ACTIVE") break;
	}
});
afterAll(async () => {
	for (const client of clients) client.destroy();
	await ours.close();
	await new Promise((resolve) => reference.close(resolve));
});

/** What a step comes to, without what may differ: ids and retries. */
async function outcome(client: dynamodb.DynamoDBClient, [name, input]: Step): Promise<unknown> {
	const document = lib.DynamoDBDocumentClient.from(client);
	const Command = (lib as unknown as Record<string, new (input: unknown) => never>)[`${name}Command`];
	if (!Command) throw new Error(`There is no ${name}.`);
	try {
		const { $metadata: _, ...output } = (await document.send(new Command(input))) as Record<string, unknown>;
		return JSON.parse(JSON.stringify(output, sets));
	} catch (error) {
		const { name: exception, message } = error as Error;
		return { exception, message };
	}
}
const sets = (_: string, value: unknown) => (value instanceof Set ? [...value].sort() : value);

describe("Amazon DynamoDB, step by step beside dynalite, through the real client over HTTP", () => {
	it.each(programs)("%s", async (_, steps) => {
		for (const step of steps) {
			const [expected, actual] = await Promise.all(clients.map((client) => outcome(client, step)));
			expect({ step, outcome: actual }).toEqual({ step, outcome: expected });
		}
	});

	it("has a server of nothing but what the template says", async () => {
		const empty = await startLocalServer(emptyStack(), { port: 0, region: "eu-central-1" });
		const client = clientOf(empty.url);
		await expect(client.send(new dynamodb.DescribeTableCommand({ TableName: "things" }))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
		client.destroy();
		await empty.close();
	});
});

