import { describe, expect, it } from "vitest";
import { allowedPackages } from "#sandbox/build/packages.ts";
import { explain } from "#sandbox/report/explain.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { endings, eventsOf, only, responses, type Scene, traceOf } from "../lambda/run-project.ts";

const clients = allowedPackages.map(({ name }) => name).filter((name) => name.startsWith("@aws-sdk/client-"));

describe("a client of the AWS SDK (L59)", () => {
	it.each(clients)("can be made, with the Region and the credentials of the environment: %s", async (name) => {
		const source = `import * as sdk from ${JSON.stringify(name)};
			const made = Object.keys(sdk).find((one) => one !== "__Client" && /Client$/.test(one));
			const client = new sdk[made]({});
			export const handler = async () => {
				const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
				const { env } = process;
				const same = [accessKeyId === env.AWS_ACCESS_KEY_ID, secretAccessKey === env.AWS_SECRET_ACCESS_KEY, sessionToken === env.AWS_SESSION_TOKEN];
				return [await client.config.region(), same];
			};`;
		expect(only(responses(await traceOf(source)))).toEqual(["eu-central-1", [true, true, true]]);
	});

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

type Hosts = NonNullable<Scene["network"]>;
const dynamodb = (...routes: Hosts[number]["routes"]): Scene => ({
	network: [{ host: "dynamodb.eu-central-1.amazonaws.com", routes }],
});
const getOrder = `
	import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
	import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
	const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
	export const handler = async () => {
		const { Item, $metadata } = await client.send(new GetCommand({ TableName: "orders", Key: { id: "7" } }));
		return [Item, $metadata.httpStatusCode, $metadata.attempts];
	};`;
const item = { Item: { id: { S: "7" }, total: { N: "12" } } };

describe("send() of the AWS SDK (L59)", () => {
	it("signs a request, sends it into the simulated network, and reads what a host of the scenario answers", async () => {
		const trace = await traceOf(getOrder, {}, dynamodb({ method: "POST", path: "/", body: item }));
		expect(only(responses(trace))).toEqual([{ id: "7", total: 12 }, 200, 1]);
		expect(only(eventsOf(trace, "network.requested"))).toMatchObject({
			method: "POST",
			host: "dynamodb.eu-central-1.amazonaws.com",
			body: '{"TableName":"orders","Key":{"id":{"S":"7"}}}',
		});
	});

	it("takes virtual time as the host does, and repeats what failed after the SDK's own pauses", async () => {
		const fault = { method: "POST", path: "/", status: 503, latencyMs: 20, between: { fromMs: 0, toMs: 10_000 } } as const;
		const trace = await traceOf(
			getOrder,
			{ timeout: 30 },
			{ ...dynamodb(fault, { method: "POST", path: "/", body: item }), events: [{}, {}], everyMs: 20_000 },
		);
		const [failed, succeeded] = endings(trace);
		expect(failed?.status).toBe("failed");
		const calls = eventsOf(trace, "network.requested").filter(({ invocation }) => invocation === 1);
		expect(calls.length).toBeGreaterThan(1);
		const answered = eventsOf(trace, "network.responded").filter(({ invocation }) => invocation === 1);
		for (const [n, call] of calls.slice(1).entries()) expect(call.at).toBeGreaterThan(answered[n]?.at ?? Number.POSITIVE_INFINITY);
		expect(JSON.parse(succeeded?.response ?? "")).toEqual([{ id: "7", total: 12 }, 200, 1]);
	});

	it("throws the exception that the service names", async () => {
		const source = `
			import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
			const client = new DynamoDBClient({});
			export const handler = () =>
				client.send(new PutItemCommand({ TableName: "orders", Item: { id: { S: "7" } }, ConditionExpression: "attribute_not_exists(id)" })).catch((error) => [
					error instanceof ConditionalCheckFailedException, error.name, error.message, error.$metadata.httpStatusCode, error.$metadata.attempts,
				]);`;
		const body = { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", message: "The conditional request failed" };
		const trace = await traceOf(source, {}, dynamodb({ method: "POST", path: "/", status: 400, body }));
		expect(only(responses(trace))).toEqual([true, "ConditionalCheckFailedException", "The conditional request failed", 400, 1]);
	});

	it("gives the body of an object of S3 as a stream of Node.js", async () => {
		const source = `
			import { Readable } from "node:stream";
			import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
			const s3 = new S3Client({});
			export const handler = async () => {
				const put = await s3.send(new PutObjectCommand({ Bucket: "photos", Key: "a b.txt", Body: "hello" }));
				const { Body, ContentType } = await s3.send(new GetObjectCommand({ Bucket: "photos", Key: "a b.txt" }));
				return [put.ETag, Body instanceof Readable, ContentType, await Body.transformToString()];
			};`;
		const routes = [
			{ method: "PUT", path: "/a%20b.txt", headers: { etag: '"5d41"' }, bodyText: "" },
			{ method: "GET", path: "/a%20b.txt", headers: { "content-type": "text/plain" }, bodyText: "hello" },
		] as const;
		const trace = await traceOf(source, {}, { network: [{ host: "photos.s3.eu-central-1.amazonaws.com", routes: [...routes] }] });
		expect(only(responses(trace))).toEqual(['"5d41"', true, "text/plain", "hello"]);
	});

	it("presigns a URL of S3 without a request", async () => {
		const source = `
			import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
			import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
			export const handler = () => getSignedUrl(new S3Client({}), new GetObjectCommand({ Bucket: "photos", Key: "a.png" }), { expiresIn: 60 });`;
		const trace = await traceOf(source);
		const url = new URL(only(responses(trace)) as string);
		expect([url.host, url.pathname, url.searchParams.get("X-Amz-Expires")]).toEqual([
			"photos.s3.eu-central-1.amazonaws.com",
			"/a.png",
			"60",
		]);
		expect(url.searchParams.get("X-Amz-Signature")).toMatch(/^[0-9a-f]{64}$/);
		expect(eventsOf(trace, "network.requested")).toEqual([]);
	});

	it("ends with an error that names the service when it is not simulated, and the report says why", async () => {
		const source = `
			import { CognitoIdentityProviderClient, ListUserPoolsCommand } from "@aws-sdk/client-cognito-identity-provider";
			export const handler = () => new CognitoIdentityProviderClient({}).send(new ListUserPoolsCommand({ MaxResults: 1 }));`;
		const trace = await traceOf(source);
		expect(only(endings(trace)).error?.errorMessage).toContain("cognito-idp is not simulated");
		expect(explain(reportOf(trace))?.title).toBe("This call of the AWS SDK is not simulated");
	});

	it("leaves the same trace for the same seed, with its pauses and signatures by chance and clock", async () => {
		const scene = { ...dynamodb({ method: "POST", path: "/", status: 500 }), events: [{}, {}] };
		const [one, again, other] = [
			await traceOf(getOrder, {}, scene),
			await traceOf(getOrder, {}, scene),
			await traceOf(getOrder, {}, { ...scene, seed: 2 }),
		];
		expect(JSON.stringify(again)).toBe(JSON.stringify(one));
		const pauses = (trace: typeof one) =>
			eventsOf(trace, "network.requested").map(({ at }) => at - (eventsOf(trace, "network.requested")[0]?.at ?? 0));
		expect(pauses(other)).not.toEqual(pauses(one));
	});

	it.each(["nodejs20.x", "nodejs22.x"] as const)("runs in a CommonJS handler of %s", async (runtime) => {
		const source = `
			const { DynamoDBClient, GetItemCommand } = require("@aws-sdk/client-dynamodb");
			const client = new DynamoDBClient({});
			exports.handler = async () => (await client.send(new GetItemCommand({ TableName: "orders", Key: { id: { S: "7" } } }))).Item;`;
		const trace = await traceOf({ "handler.js": source }, { runtime }, dynamodb({ method: "POST", path: "/", body: item }));
		expect(only(responses(trace))).toEqual(item.Item);
	});

	it("shows frames of the SDK under the names of its own files", async () => {
		const source = `
			import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
			export const handler = () => new DynamoDBClient({}).send(new GetItemCommand({})).catch((error) => error.stack);`;
		const stack = only(responses(await traceOf(source, {}, dynamodb({ method: "POST", path: "/", status: 400, body: {} })))) as string;
		expect(stack).toMatch(/\/var\/task\/node_modules\/@(?:aws-sdk|smithy)\/[\w-]+\/dist-cjs\/[\w/-]*index\.js:\d+:\d+/);
	});
});
