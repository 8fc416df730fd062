/** A call: the name of a command of the document client, and its input. */
export type Step = [command: string, input: object];

const TableName = "things";
const key = (pk: string, sk = 1) => ({ pk, sk });
const put = (item: object, more: object = {}): Step => ["Put", { TableName, Item: item, ...more }];
const get = (pk: string, sk = 1, more: object = {}): Step => ["Get", { TableName, Key: key(pk, sk), ConsistentRead: true, ...more }];
const update = (pk: string, UpdateExpression: string, values?: object, more: object = {}): Step => [
	"Update",
	{ TableName, Key: key(pk), UpdateExpression, ...(values ? { ExpressionAttributeValues: values } : {}), ...more },
];
const query = (KeyConditionExpression: string, values: object, more: object = {}): Step => [
	"Query",
	{ TableName, KeyConditionExpression, ExpressionAttributeValues: values, ConsistentRead: true, ...more },
];
const scan = (more: object): Step => ["Scan", { TableName, ConsistentRead: true, ...more }];
const filter = (FilterExpression: string, values: object, pk = "f"): Step =>
	query("pk = :pk", { ":pk": pk, ...values }, { FilterExpression, ReturnConsumedCapacity: "TOTAL" });

/** What both must come to alike, errors and their words included. */
export const programs: [title: string, steps: Step[]][] = [
	[
		"items: put, get, replace, delete, with what they return",
		[
			get("i"),
			put({ ...key("i"), color: "red", n: 1.5, list: [1, "a", null, true], map: { a: { b: [1] } }, tags: new Set(["x", "y"]) }),
			get("i"),
			get("i", 1, { ProjectionExpression: "map.a.b[0], list[1], color" }),
			put({ ...key("i"), color: "blue" }, { ReturnValues: "ALL_OLD" }),
			["Delete", { TableName, Key: key("i"), ReturnValues: "ALL_OLD" }],
			["Delete", { TableName, Key: key("i"), ReturnValues: "ALL_OLD" }],
			put({ ...key("i"), n: 0.1 }, { ReturnConsumedCapacity: "TOTAL" }),
			put({ ...key("i"), text: "x".repeat(3000) }, { ReturnConsumedCapacity: "INDEXES" }),
			get("i", 1, { ReturnConsumedCapacity: "TOTAL" }),
		],
	],
	[
		"conditions",
		[
			put(key("c"), { ConditionExpression: "attribute_not_exists(pk)" }),
			put(key("c"), { ConditionExpression: "attribute_not_exists(pk)" }),
			put({ ...key("c"), v: 5, s: "hello", l: ["a", "b"] }),
			...[
				"v = :a",
				"v <> :a",
				"v BETWEEN :a AND :b",
				"v IN (:a, :b)",
				"begins_with(s, :h)",
				"contains(s, :h)",
				"contains(l, :x)",
				"size(s) > :a",
				"attribute_type(v, :t)",
				"NOT v = :a AND (s = :h OR v < :b)",
				"attribute_exists(missing.deep[3])",
			].map((ConditionExpression) => {
				const all: Record<string, unknown> = { ":a": 4, ":b": 6, ":h": "hel", ":x": "b", ":t": "N" };
				const used = Object.fromEntries(Object.entries(all).filter(([name]) => ConditionExpression.includes(name)));
				const values = Object.keys(used).length > 0 ? { ExpressionAttributeValues: used } : {};
				return ["Delete", { TableName, Key: key("c", 2), ConditionExpression: ConditionExpression.replace(/missing/g, "absent"), ...values }] as Step;
			}),
			["Delete", { TableName, Key: key("c"), ConditionExpression: "v > :a AND v < :b", ExpressionAttributeValues: { ":a": 4, ":b": 6 } }],
		],
	],
	[
		"updates",
		[
			update("u", "SET a = :a, b = :b", { ":a": 1, ":b": { c: [1, 2] } }, { ReturnValues: "ALL_NEW" }),
			update("u", "SET a = a + :one, b.c[1] = :x, d = if_not_exists(d, :one)", { ":one": 1, ":x": "x" }, { ReturnValues: "UPDATED_NEW" }),
			update("u", "SET b.c = list_append(b.c, :l)", { ":l": [3] }, { ReturnValues: "ALL_NEW" }),
			update("u", "ADD a :five, tags :t", { ":five": 5, ":t": new Set(["p", "q"]) }, { ReturnValues: "ALL_NEW" }),
			update("u", "DELETE tags :t", { ":t": new Set(["p"]) }, { ReturnValues: "ALL_NEW" }),
			update("u", "REMOVE b.c[0], d", undefined, { ReturnValues: "ALL_NEW" }),
			update("u", "SET e.f = :x", { ":x": 1 }),
			update("u", "SET a = :x + b", { ":x": 1 }),
			update("u", "SET a = absent", undefined),
			update("u", "ADD b :five", { ":five": 5 }),
			update("u", "SET a = :x, a = :x", { ":x": 1 }),
			update("u", "SET pk = :x", { ":x": "y" }),
			update("u", "SET kind = :x", { ":x": 1 }),
			update("u", "SET a = :x", { ":x": 2 }, { ReturnValues: "UPDATED_OLD" }),
			["Update", { TableName, Key: key("u2") }],
			get("u2"),
		],
	],
	[
		"mistakes in expressions",
		[
			update("m", "SET size = :x", { ":x": 1 }),
			update("m", "SET a = :x", {}),
			update("m", "SET a = :missing", { ":x": 1 }),
			update("m", "SET a = :x", { ":x": 1, ":y": 2 }),
			update("m", "SET", undefined),
			update("m", "SET a = :x SET b = :x", { ":x": 1 }),
			get("m", 1, { ProjectionExpression: "#a" }),
			get("m", 1, { ProjectionExpression: "#a, a", ExpressionAttributeNames: { "#a": "a" } }),
			get("m", 1, { ExpressionAttributeNames: { "#a": "a" } }),
			get("m", 1, { ProjectionExpression: "a", ExpressionAttributeNames: { "#b": "b" } }),
			["Get", { TableName, Key: { pk: "m" } }],
			["Get", { TableName, Key: { pk: "m", sk: "1" } }],
			["Get", { TableName: "nothing-of-that-name", Key: key("m") }],
			put({ pk: "m" }),
			put({ pk: 1, sk: 1 }),
			put({ pk: "", sk: 1 }),
		],
	],
	[
		"queries and scans",
		[
			["BatchWrite", { RequestItems: { [TableName]: Array.from({ length: 8 }, (_, sk) => ({ PutRequest: { Item: { pk: "f", sk, n: sk * 10, color: sk % 2 ? "red" : "blue", word: `w${sk}` } } })) } }],
			query("pk = :p", { ":p": "f" }, { Limit: 3 }),
			query("pk = :p", { ":p": "f" }, { Limit: 8 }),
			query("pk = :p AND sk > :s", { ":p": "f", ":s": 4 }, { ScanIndexForward: false }),
			query("pk = :p AND sk BETWEEN :a AND :b", { ":p": "f", ":a": 2, ":b": 4 }, { ProjectionExpression: "sk, n" }),
			query("pk = :p", { ":p": "f" }, { ExclusiveStartKey: key("f", 3), Limit: 2 }),
			query("pk = :p", { ":p": "f" }, { Select: "COUNT" }),
			filter("n > :n", { ":n": 35 }),
			filter("color = :c AND begins_with(word, :w)", { ":c": "red", ":w": "w" }),
			query("sk = :s", { ":s": 4 }),
			query("pk > :p", { ":p": "f" }),
			query("pk = :p AND n = :n", { ":p": "f", ":n": 1 }),
			query("pk = :p OR sk = :s", { ":p": "f", ":s": 1 }),
			query("pk = :p AND sk = :s AND sk = :s", { ":p": "f", ":s": 1 }),
			query("kind = :k", { ":k": "x" }, { IndexName: "byKind" }),
			query("kind = :k", { ":k": "x" }, { IndexName: "nothing", ConsistentRead: false }),
			scan({ FilterExpression: "pk = :p AND n = :n", ExpressionAttributeValues: { ":p": "f", ":n": 20 } }),
			scan({ Segment: 3, TotalSegments: 2 }),
		],
	],
	[
		"batches",
		[
			["BatchWrite", { RequestItems: { [TableName]: [{ PutRequest: { Item: { ...key("b"), v: 1 } } }, { DeleteRequest: { Key: key("b", 2) } }] } }],
			["BatchWrite", { RequestItems: { [TableName]: [{ PutRequest: { Item: key("b") } }, { DeleteRequest: { Key: key("b") } }] } }],
			["BatchGet", { RequestItems: { [TableName]: { Keys: [key("b"), key("b", 9)], ConsistentRead: true } } }],
			["BatchGet", { RequestItems: { [TableName]: { Keys: [key("b"), key("b")] } } }],
			["BatchGet", { RequestItems: { "nothing-of-that-name": { Keys: [key("b")] } } }],
		],
	],
];
