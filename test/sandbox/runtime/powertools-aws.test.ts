import { describe, expect, it } from "vitest";
import { endings, eventsOf, logOf, only, responses, type Scene, traceOf } from "../lambda/run-project.ts";

type Hosts = NonNullable<Scene["network"]>;
const host = (service: string, ...routes: Hosts[number]["routes"]): Hosts[number] => ({
	host: `${service}.eu-central-1.amazonaws.com`,
	routes,
});

describe("Powertools' parameters", () => {
	it("asks once and keeps the value for five seconds of virtual time, in each environment", async () => {
		const source = `
			import { getParameter } from "@aws-lambda-powertools/parameters/ssm";
			import { getSecret } from "@aws-lambda-powertools/parameters/secrets";
			export const handler = async () => [await getParameter("/limits/orders"), await getSecret("key")];`;
		const network = [
			host("ssm", { method: "POST", path: "/", body: { Parameter: { Name: "/limits/orders", Value: "v{#}" } } }),
			host("secretsmanager", { method: "POST", path: "/", body: { Name: "key", SecretString: "s{#}" } }),
		];
		const trace = await traceOf(source, {}, { network, events: [{}, {}, {}], everyMs: 2_500 });
		expect(responses(trace)).toEqual([
			["v1", "s1"],
			["v1", "s1"],
			["v1", "s1"],
		]);
		const later = await traceOf(source, {}, { network, events: [{}, {}], everyMs: 6_000 });
		expect(responses(later)).toEqual([
			["v1", "s1"],
			["v2", "s2"],
		]);
	});

	it("throws an error of its own class when the service refuses", async () => {
		const source = `
			import { GetParameterError } from "@aws-lambda-powertools/parameters/errors";
			import { getParameter } from "@aws-lambda-powertools/parameters/ssm";
			export const handler = () => getParameter("/x").catch((error) => [error instanceof GetParameterError, error.message]);`;
		expect(only(responses(await traceOf(source)))).toEqual([
			true,
			expect.stringContaining("is not authorized to perform: ssm:GetParameter"),
		]);
	});
});

describe("Powertools' idempotency", () => {
	const source = `
		import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
		import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
		const persistenceStore = new DynamoDBPersistenceLayer({ tableName: "idempotency" });
		let n = 0;
		export const handler = makeIdempotent(async (event) => { console.log("work", event.id); return { order: event.id, n: ++n }; }, {
			persistenceStore, config: new IdempotencyConfig({ eventKeyJmesPath: "id" }),
		});`;
	const stored = {
		__type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
		message: "The conditional request failed",
		Item: {
			id: { S: "Fn#x" },
			status: { S: "COMPLETED" },
			expiration: { N: "4000000000" },
			data: { M: { order: { S: "7" }, n: { N: "1" } } },
		},
	};
	const network = [
		host(
			"dynamodb",
			{ method: "POST", path: "/", status: 400, body: stored, between: { fromMs: 9_000, toMs: 60_000 } },
			{ method: "POST", path: "/", body: {} },
		),
	];

	it("does the work once, and answers a repeated event with what was stored", async () => {
		const trace = await traceOf(source, {}, { network, events: [{ id: "7" }, { id: "7" }] });
		expect(responses(trace)).toEqual([
			{ order: "7", n: 1 },
			{ order: "7", n: 1 },
		]);
		expect(logOf(trace).filter((line) => line.includes("work"))).toHaveLength(1);
		const bodies = eventsOf(trace, "network.requested").map(({ body }) => Object.keys(JSON.parse(body ?? "{}")));
		expect(bodies[0]).toContain("ConditionExpression");
		expect(bodies).toHaveLength(3);
	});
});

describe("Powertools' tracer", () => {
	it("runs with segments of its own, and its annotations do no harm without X-Ray", async () => {
		const source = `
			import { Tracer } from "@aws-lambda-powertools/tracer";
			import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
			import { SQSClient } from "@aws-sdk/client-sqs";
			import middy from "@middy/core";
			const tracer = new Tracer({ serviceName: "orders" });
			tracer.captureAWSv3Client(new SQSClient({}));
			export const handler = middy(async () => {
				tracer.putAnnotation("order", "7");
				return [tracer.isTracingEnabled(), tracer.getSegment().name, typeof tracer.getRootXrayTraceId()];
			}).use(captureLambdaHandler(tracer));`;
		const trace = await traceOf(source, {}, { events: [{}, {}] });
		expect(endings(trace).map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
		expect(responses(trace)[0]).toEqual([true, "## handler.handler", "string"]);
	});
});

describe("lib-storage of the AWS SDK (L59)", () => {
	it("uploads a stream in parts of 5 MB", async () => {
		const source = `
			import { Readable } from "node:stream";
			import { S3Client } from "@aws-sdk/client-s3";
			import { Upload } from "@aws-sdk/lib-storage";
			const megabyte = Buffer.alloc(2 ** 20, 97);
			export const handler = async () => {
				const Body = Readable.from(Array.from({ length: 6 }, () => megabyte));
				const { ETag } = await new Upload({ client: new S3Client({}), params: { Bucket: "photos", Key: "big", Body } }).done();
				return ETag;
			};`;
		const started = "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";
		const routes: Hosts[number]["routes"] = [
			{ method: "PUT", path: "/big", headers: { etag: '"part"' }, bodyText: "" },
			{ method: "POST", path: "/big", headers: { "content-type": "application/xml" }, bodyText: started },
		];
		const network = [{ host: "photos.s3.eu-central-1.amazonaws.com", routes }];
		const trace = await traceOf(source, { timeout: 60, memory: 1769 }, { network });
		expect(only(endings(trace)).status).toBe("succeeded");
		const asked = eventsOf(trace, "network.requested").map(({ method, query }) => {
			const search = new URLSearchParams(query);
			return [method, search.get("partNumber"), search.get("uploadId"), search.has("uploads")];
		});
		expect(asked).toEqual([
			["POST", null, null, true],
			["PUT", "1", "u1", false],
			["PUT", "2", "u1", false],
			["POST", null, "u1", false],
		]);
	});
});
