import { describe, expect, it } from "vitest";
import { only, responses, traceOf } from "../lambda/run-project.ts";

describe("a client of the AWS SDK (L59)", () => {
	it("is the same class for whoever imports it, and has what its library for documents needs", async () => {
		const source = {
			"handler.mjs": `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
				import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
				import { same } from "./other.js";
				export const handler = async () => [same(new DynamoDBClient({})), DynamoDBDocumentClient.from(new DynamoDBClient({})).constructor.name, new PutCommand({ TableName: "t", Item: { id: 1 } }).input];`,
			"other.js": `const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
				exports.same = (client) => client instanceof DynamoDBClient;`,
		};
		expect(only(responses(await traceOf(source)))).toEqual([true, "DynamoDBDocumentClient", { TableName: "t", Item: { id: 1 } }]);
	});
});
