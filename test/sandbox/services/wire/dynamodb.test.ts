import { describe, expect, it } from "vitest";
import { eventsOf, runHandler } from "./run-handler.ts";

const table = `  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }, { AttributeName: sk, AttributeType: N }, { AttributeName: state, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }, { AttributeName: sk, KeyType: RANGE }]
      GlobalSecondaryIndexes: [{ IndexName: byState, KeySchema: [{ AttributeName: state, KeyType: HASH }, { AttributeName: sk, KeyType: RANGE }], Projection: { ProjectionType: KEYS_ONLY } }]
`;

/** Runs statements with the document client at hand, and gives what they return. */
async function use(body: string) {
	const source = `
		import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
		import * as lib from "@aws-sdk/lib-dynamodb";
		const client = lib.DynamoDBDocumentClient.from(new DynamoDBClient({}));
		const TableName = "orders";
		const send = (name, input) => client.send(new lib[name + "Command"]({ TableName, ...input }));
		const caught = (promise) => promise.then(() => "nothing", (error) => error);
		export const handler = async () => { ${body} };`;
	const { responses, errors, trace } = await runHandler(table, source);
	expect(errors).toEqual([undefined]);
	return { response: responses[0], trace };
}

describe("items of Amazon DynamoDB behind the real document client", () => {
	it("are written, read, changed by expressions and deleted", async () => {
		const { response, trace } = await use(`
			const Key = { pk: "a", sk: 1 };
			await send("Put", { Item: { ...Key, amount: 10, tags: new Set(["x", "y"]), entries: [{ sku: "pear" }], photo: new Uint8Array([1, 2, 3]) } });
			const updated = await send("Update", { Key, UpdateExpression: "SET amount = amount + :one, entries[1] = :line, #n.deep = if_not_exists(absent, :zero) REMOVE photo DELETE tags :x ADD seen :two",
				ExpressionAttributeNames: { "#n": "notes" }, ExpressionAttributeValues: { ":one": 1, ":line": { sku: "fig" }, ":zero": 0, ":x": new Set(["x"]), ":two": 2 }, ReturnValues: "ALL_NEW" }).catch((error) => error.message);
			const again = await send("Update", { Key, UpdateExpression: "SET amount = amount + :one, entries[1] = :line REMOVE photo DELETE tags :x ADD seen :two", ExpressionAttributeValues: { ":one": 1, ":line": { sku: "fig" }, ":x": new Set(["x"]), ":two": 2 }, ReturnValues: "UPDATED_NEW" });
			const { Item } = await send("Get", { Key, ConsistentRead: true, ProjectionExpression: "amount, entries[1].sku, tags" });
			const { Attributes } = await send("Delete", { Key, ReturnValues: "ALL_OLD" });
			const gone = await send("Get", { Key, ConsistentRead: true });
			return [updated, again.Attributes.amount, again.Attributes.entries, { ...Item, tags: [...Item.tags] }, Attributes.seen, gone.Item ?? "gone"];`);
		expect(response).toEqual([
			"The document path provided in the update expression is invalid for update",
			11,
			[{ sku: "fig" }],
			{ amount: 11, entries: [{ sku: "fig" }], tags: ["y"] },
			2,
			"gone",
		]);
		expect(eventsOf(trace, "table.itemChanged").map(({ key, item }) => [key, item !== undefined])).toEqual([
			['{"pk":{"S":"a"},"sk":{"N":"1"}}', true],
			['{"pk":{"S":"a"},"sk":{"N":"1"}}', true],
			['{"pk":{"S":"a"},"sk":{"N":"1"}}', false],
		]);
	});

	it("a condition that fails says so by name, is not repeated, and gives the item if asked (L343)", async () => {
		const { response, trace } = await use(`
			await send("Put", { Item: { pk: "a", sk: 1, v: 1 } });
			const error = await caught(send("Put", { Item: { pk: "a", sk: 1, v: 2 }, ConditionExpression: "attribute_not_exists(pk) OR v > :v", ExpressionAttributeValues: { ":v": 5 }, ReturnValuesOnConditionCheckFailure: "ALL_OLD" }));
			return [error.name, error.message, error.Item, error.$metadata.httpStatusCode];`);
		expect(response).toEqual([
			"ConditionalCheckFailedException",
			"The conditional request failed",
			{ pk: { S: "a" }, sk: { N: "1" }, v: { N: "1" } },
			400,
		]);
		expect(eventsOf(trace, "aws.called")).toHaveLength(2);
	});

	it.each([
		[
			"a reserved word",
			`send("Get", { Key: { pk: "a", sk: 1 }, ProjectionExpression: "name" })`,
			"Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: name",
		],
		["a key of another shape", `send("Get", { Key: { pk: "a" } })`, "The provided key element does not match the schema"],
		["a missing key", `send("Put", { Item: { pk: "a" } })`, "One or more parameter values were invalid: Missing the key sk in the item"],
		[
			"an empty key",
			`send("Put", { Item: { pk: "", sk: 1 } })`,
			"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
		],
		[
			"a key of another type",
			`send("Put", { Item: { pk: "a", sk: "1" } })`,
			"One or more parameter values were invalid: Type mismatch for key sk expected: N actual: S",
		],
		[
			"an item that is too large (L338)",
			`send("Put", { Item: { pk: "a", sk: 1, text: "x".repeat(409600) } })`,
			"Item size has exceeded the maximum allowed size",
		],
		[
			"a change of the key",
			`send("Update", { Key: { pk: "a", sk: 1 }, UpdateExpression: "SET sk = :n", ExpressionAttributeValues: { ":n": 2 } })`,
			"One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key",
		],
		[
			"a value that nothing uses",
			`send("Update", { Key: { pk: "a", sk: 1 }, UpdateExpression: "REMOVE v", ExpressionAttributeValues: { ":n": 2 } })`,
			"Value provided in ExpressionAttributeValues unused in expressions: keys: {:n}",
		],
		[
			"a query without its partition key",
			`send("Query", { KeyConditionExpression: "sk = :n", ExpressionAttributeValues: { ":n": 2 } })`,
			"Query condition missed key schema element: pk",
		],
		[
			"a consistent read of a global index (L340)",
			`send("Query", { IndexName: "byState", ConsistentRead: true, KeyConditionExpression: "#s = :s", ExpressionAttributeNames: { "#s": "state" }, ExpressionAttributeValues: { ":s": "x" } })`,
			"Consistent reads are not supported on global secondary indexes",
		],
	])("%s is refused in DynamoDB's words", async (_, call, message) => {
		const { response } = await use(`const error = await caught(${call}); return [error.name, error.message];`);
		expect(response).toEqual(["ValidationException", message]);
	});
});

describe("queries and scans", () => {
	const fill = `await send("BatchWrite", { RequestItems: { orders: Array.from({ length: 20 }, (_, n) => ({ PutRequest: { Item: { pk: "p" + (n % 2), sk: n, state: n < 3 ? "new" : "old", n } } })) } });`;

	it("go through a partition in order, page by page, and filter after reading (L349)", async () => {
		const { response } = await use(`${fill}
			const base = { KeyConditionExpression: "pk = :p AND sk BETWEEN :a AND :b", FilterExpression: "n <> :six", ExpressionAttributeValues: { ":p": "p0", ":a": 2, ":b": 14, ":six": 6 }, ConsistentRead: true };
			const first = await send("Query", { ...base, Limit: 3, ReturnConsumedCapacity: "TOTAL" });
			const second = await send("Query", { ...base, ExclusiveStartKey: first.LastEvaluatedKey });
			const back = await send("Query", { ...base, ScanIndexForward: false, Limit: 2 });
			return [first.Items.map(({ sk }) => sk), first.Count, first.ScannedCount, first.LastEvaluatedKey, first.ConsumedCapacity.CapacityUnits, second.Items.map(({ sk }) => sk), second.LastEvaluatedKey ?? "end", back.Items.map(({ sk }) => sk)];`);
		expect(response).toEqual([[2, 4], 2, 3, { pk: "p0", sk: 6 }, 1, [8, 10, 12, 14], "end", [14, 12]]);
	});

	it("an index has its own order and attributes, and follows the table after a moment (L340, L352)", async () => {
		const { response } = await use(`${fill}
			const ask = () => send("Query", { IndexName: "byState", KeyConditionExpression: "#s = :s AND sk > :zero", ExpressionAttributeNames: { "#s": "state" }, ExpressionAttributeValues: { ":s": "new", ":zero": 0 } });
			const atOnce = await ask();
			await new Promise((resolve) => setTimeout(resolve, 1000));
			return [atOnce.Count <= 2, (await ask()).Items];`);
		expect(response).toEqual([
			true,
			[
				{ pk: "p1", sk: 1, state: "new" },
				{ pk: "p0", sk: 2, state: "new" },
			],
		]);
	});

	it("parallel scans give each item once, and a paginator gives all pages", async () => {
		const { response } = await use(`${fill}
			const halves = await Promise.all([0, 1].map((Segment) => send("Scan", { Segment, TotalSegments: 2, ConsistentRead: true })));
			const pages = [];
			for await (const page of lib.paginateScan({ client, pageSize: 7 }, { TableName, ConsistentRead: true })) pages.push(page.Count);
			return [halves.flatMap(({ Items }) => Items.map(({ n }) => n)).sort((a, b) => a - b), pages];`);
		expect(response).toEqual([Array.from({ length: 20 }, (_, n) => n), [7, 7, 6]]);
	});
});

describe("transactions", () => {
	it("do all or nothing, and say of each action why (L345, L346)", async () => {
		const { response } = await use(`
			await send("Put", { Item: { pk: "stock", sk: 1, left: 1 } });
			const order = (sk) => ({ TransactItems: [
				{ Update: { TableName, Key: { pk: "stock", sk: 1 }, UpdateExpression: "SET #l = #l - :one", ConditionExpression: "#l >= :one", ExpressionAttributeNames: { "#l": "left" }, ExpressionAttributeValues: { ":one": 1 } } },
				{ Put: { TableName, Item: { pk: "order", sk } } } ] });
			await client.send(new lib.TransactWriteCommand(order(1)));
			const error = await caught(client.send(new lib.TransactWriteCommand(order(2))));
			const { Responses } = await client.send(new lib.TransactGetCommand({ TransactItems: [{ Get: { TableName, Key: { pk: "stock", sk: 1 } } }, { Get: { TableName, Key: { pk: "order", sk: 2 } } }] }));
			return [error.name, error.message, error.CancellationReasons.map(({ Code }) => Code), Responses];`);
		expect(response).toEqual([
			"TransactionCanceledException",
			"Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None]",
			["ConditionalCheckFailed", "None"],
			[{ Item: { pk: "stock", sk: 1, left: 0 } }, {}],
		]);
	});

	it("the same token does nothing twice, and refuses another request (L345)", async () => {
		const { response } = await use(`
			const add = (by) => new lib.TransactWriteCommand({ ClientRequestToken: "once", TransactItems: [{ Update: { TableName, Key: { pk: "n", sk: 1 }, UpdateExpression: "ADD v :by", ExpressionAttributeValues: { ":by": by } } }] });
			await client.send(add(5));
			await client.send(add(5));
			const error = await caught(client.send(add(6)));
			return [(await send("Get", { Key: { pk: "n", sk: 1 }, ConsistentRead: true })).Item.v, error.name];`);
		expect(response).toEqual([5, "IdempotentParameterMismatchException"]);
	});

	it("a write to an item that a transaction holds conflicts with it (L347)", async () => {
		const { response } = await use(`
			const put = (v) => new lib.TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: { pk: "x", sk: 1, v } } }] });
			const results = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => client.send(put(n))));
			const plain = await Promise.allSettled([client.send(put(9)), ...Array.from({ length: 30 }, () => send("Put", { Item: { pk: "x", sk: 1, v: "plain" } }))]);
			return [results, plain].map((all) => [...new Set(all.flatMap(({ reason }) => reason ? [reason.name] : []))]);`);
		expect(response).toEqual([["TransactionCanceledException"], ["TransactionConflictException"]]);
	});
});

describe("capacity", () => {
	it("a hot partition is throttled, the SDK repeats, and what stays is ThrottlingException with its reason (L341, L344)", async () => {
		const { response, trace } = await use(`
			const impatient = lib.DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 2 }));
			const write = (n) => impatient.send(new lib.BatchWriteCommand({ RequestItems: { orders: Array.from({ length: 25 }, (_, sk) => ({ PutRequest: { Item: { pk: "hot", sk: 25 * n + sk, text } } })) } }));
			const text = "x".repeat(80000);
			const results = await Promise.allSettled([write(0), write(1), write(2)]);
			const failed = results.filter(({ status }) => status === "rejected");
			return [failed.length > 0, failed[0]?.reason.name, failed[0]?.reason.throttlingReasons];`);
		expect(response).toEqual([
			true,
			"ThrottlingException",
			[{ reason: "TableWriteKeyRangeThroughputExceeded", resource: "arn:aws:dynamodb:eu-central-1:123456789012:table/orders" }],
		]);
		expect(eventsOf(trace, "aws.called").filter(({ error }) => error === "ThrottlingException").length).toBeGreaterThan(1);
	});
});

describe("sizes and units", () => {
	it("an item with its names has 400 KB at most, and keys their own limits (L338)", async () => {
		const { response } = await use(`
			const errors = await Promise.all([{ pk: "a", sk: 1, text: "x".repeat(409600) }, { pk: "k".repeat(2049), sk: 1 }].map((Item) => caught(send("Put", { Item }))));
			const fits = await send("Put", { Item: { pk: "a", sk: 1, text: "x".repeat(409580) } });
			return [errors.map(({ name }) => name), fits.$metadata.httpStatusCode];`);
		expect(response).toEqual([["ValidationException", "ValidationException"], 200]);
	});

	it("reads take a unit for 4 KB, half of it when eventually consistent, writes one for 1 KB, transactions twice that (L339)", async () => {
		const { response } = await use(`
			const ReturnConsumedCapacity = "TOTAL";
			const Item = { pk: "a", sk: 1, text: "x".repeat(5000) };
			const Key = { pk: "a", sk: 1 };
			const put = await send("Put", { Item, ReturnConsumedCapacity });
			const strong = await send("Get", { Key, ConsistentRead: true, ReturnConsumedCapacity });
			const eventual = await send("Get", { Key, ReturnConsumedCapacity });
			const transaction = await client.send(new lib.TransactWriteCommand({ ReturnConsumedCapacity, TransactItems: [{ Put: { TableName, Item } }] }));
			return [put.ConsumedCapacity, strong.ConsumedCapacity, eventual.ConsumedCapacity, transaction.ConsumedCapacity[0]].map(({ CapacityUnits }) => CapacityUnits);`);
		expect(response).toEqual([5, 2, 1, 10]);
	});

	it("an eventually consistent read may give what was there a moment ago, a consistent one never does (L340)", async () => {
		const { response } = await use(`
			const seen = { eventual: new Set(), consistent: new Set() };
			for (let v = 1; v <= 30; v++) {
				await send("Put", { Item: { pk: "a", sk: 1, v } });
				const read = async (ConsistentRead) => v - (await send("Get", { Key: { pk: "a", sk: 1 }, ConsistentRead })).Item?.v;
				seen.consistent.add(await read(true));
				seen.eventual.add((await read(false)) || 0);
			}
			return [[...seen.consistent], [...seen.eventual].sort()];`);
		expect(response).toEqual([[0], [0, 1]]);
	});

	it("a batch that the table cannot take answers 200 with what is left to do (L348)", async () => {
		const { response } = await use(`
			const impatient = lib.DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 1 }));
			const text = "x".repeat(100000);
			const { UnprocessedItems, $metadata } = await impatient.send(new lib.BatchWriteCommand({ RequestItems: { orders: Array.from({ length: 25 }, (_, sk) => ({ PutRequest: { Item: { pk: "hot", sk, text } } })) } }));
			return [$metadata.httpStatusCode, UnprocessedItems.orders.length > 0 && UnprocessedItems.orders.length < 25];`);
		expect(response).toEqual([200, true]);
	});
});
