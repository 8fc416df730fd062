import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { endings, logOf, only, responses, traceOf } from "../lambda/run-project.ts";

const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
const require = createRequire(import.meta.url);
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

const sqs = { Records: ["1", "x", "3"].map((body, index) => ({ messageId: `m${index}`, body, attributes: {}, messageAttributes: {} })) };
const http = {
	version: "2.0",
	routeKey: "$default",
	rawPath: "/orders/7",
	rawQueryString: "",
	headers: { host: "example.com", "Content-Type": "application/json" },
	requestContext: {
		http: { method: "GET", path: "/orders/7", sourceIp: "192.0.2.1", userAgent: "test", protocol: "HTTP/1.1" },
		domainName: "example.com",
		stage: "$default",
	},
	body: '{"n":1}',
	isBase64Encoded: false,
};

type Program = { packages: Record<string, string>; event: unknown; body: string };

const middy = (body: string, event: unknown = http): Program => ({
	packages: {
		core: "@middy/core",
		json: "@middy/http-json-body-parser",
		errors: "@middy/http-error-handler",
		cors: "@middy/http-cors",
		normal: "@middy/http-event-normalizer",
		names: "@middy/http-header-normalizer",
		validator: "@middy/validator",
		transpile: "@middy/validator/transpile",
	},
	event,
	body: `const context = { getRemainingTimeInMillis: () => 1000 }; ${body}`,
});

/** Each is run in Node.js itself and in the simulator; the answers must be equal. */
const programs: Record<string, Program> = {
	"Middy's order of middlewares": middy(
		'const seen = []; const one = (n) => ({ before: () => { seen.push("before " + n); }, after: () => { seen.push("after " + n); } }); await core.default().use(one(1)).use([one(2)]).handler(async () => { seen.push("handler"); })(event, context); return seen;',
	),
	"Middy's onError": middy(
		'return core.default().use({ onError: (request) => { request.response = request.error.message; } }).handler(async () => { throw new Error("no"); })(event, context);',
	),
	"Middy's HTTP middlewares": middy(
		'return core.default().use(normal.default()).use(names.default()).use(json.default()).use(cors.default({ origin: "https://example.com" })).use(errors.default({ logger: false })).handler(async (e) => ({ statusCode: 200, body: JSON.stringify([e.body, e.headers, e.queryStringParameters]) }))(event, context);',
	),
	"a body that is not JSON": middy(
		"return core.default().use(json.default()).use(errors.default({ logger: false })).handler(async () => 1)(event, context);",
		{ ...http, body: "{" },
	),
	"Middy's validator": middy(
		'const eventSchema = transpile.transpileSchema({ type: "object", required: ["id"], properties: { id: { type: "string", format: "uuid" } } }); return core.default().use(validator.default({ eventSchema })).handler(async () => 1)(event, context).catch((error) => [error.message, error.statusCode, error.cause]);',
	),
	"a batch of SQS": {
		packages: { batch: "@aws-lambda-powertools/batch" },
		event: sqs,
		body: "return batch.processPartialResponse(event, async (record) => JSON.parse(record.body), new batch.BatchProcessor(batch.EventType.SQS));",
	},
	"a batch of a FIFO queue": {
		packages: { batch: "@aws-lambda-powertools/batch" },
		event: sqs,
		body: "return batch.processPartialResponseSync(event, (record) => JSON.parse(record.body), new batch.SqsFifoPartialProcessor());",
	},
	"a batch that failed as a whole": {
		packages: { batch: "@aws-lambda-powertools/batch" },
		event: sqs,
		body: 'return batch.processPartialResponse(event, async () => { throw new Error("no"); }, new batch.BatchProcessor(batch.EventType.SQS)).catch((error) => [error.name, error.message]);',
	},
	JMESPath: {
		packages: {
			jmespath: "@aws-lambda-powertools/jmespath",
			functions: "@aws-lambda-powertools/jmespath/functions",
			envelopes: "@aws-lambda-powertools/jmespath/envelopes",
		},
		event: sqs,
		body: 'return [jmespath.search("Records[?messageId==\'m1\'].body | [0]", event), jmespath.search("powertools_json(body).n", { body: "{\\"n\\":1}" }, { customFunctions: new functions.PowertoolsFunctions() }), envelopes.extractDataFromEnvelope({ body: "{\\"a\\":2}" }, envelopes.API_GATEWAY_REST)];',
	},
	"the parser, with the handler's own zod": {
		packages: {
			parser: "@aws-lambda-powertools/parser",
			schemas: "@aws-lambda-powertools/parser/schemas",
			zod: "zod",
			envelopes: "@aws-lambda-powertools/parser/envelopes",
		},
		event: http,
		body: "const order = zod.z.object({ n: zod.z.number() }); const bad = schemas.SqsSchema.safeParse({}); return [parser.parse({ n: 1 }, undefined, order), bad.error.issues, bad.error instanceof zod.ZodError, schemas.SqsSchema instanceof zod.ZodObject];",
	},
};

describe("packages for Lambda", () => {
	it.each(Object.entries(programs))("answer as in Node.js: %s", async (_, { packages, event, body }) => {
		const names = Object.keys(packages);
		const modules = await Promise.all(Object.values(packages).map((name) => import(/* @vite-ignore */ name)));
		const inNode = plain(await new AsyncFunction("event", ...names, body)(structuredClone(event), ...modules));
		const imports = names.map((name) => `import * as ${name} from ${JSON.stringify(packages[name])};`).join("\n");
		const source = `${imports}\nexport const handler = async (event) => { ${body} };`;
		expect(responses(await traceOf(source, {}, { events: [event] }))).toEqual([inNode]);
	});

	it("answer as in Node.js when they are required", async () => {
		const body =
			'const { BatchProcessor, EventType, processPartialResponse } = require("@aws-lambda-powertools/batch"); return processPartialResponse(event, async (record) => JSON.parse(record.body), new BatchProcessor(EventType.SQS));';
		const inNode = await new AsyncFunction("event", "require", body)(structuredClone(sqs), require);
		const trace = await traceOf({ "handler.js": `exports.handler = async (event) => { ${body} };` }, {}, { events: [sqs] });
		expect(responses(trace)).toEqual([inNode]);
	});

	it("log structured lines without time and request id in front (L114)", async () => {
		const source = `import { Logger } from "@aws-lambda-powertools/logger";
			const logger = new Logger({ serviceName: "orders" });
			export const handler = async (event, context) => { logger.addContext(context); logger.appendKeys({ order: 7 }); logger.debug("no"); logger.info("taken", { n: 1 }); };`;
		const trace = await traceOf(source, {}, { events: [{}, {}] });
		const lines = logOf(trace).filter((line) => line.startsWith("{"));
		expect(lines.map((line) => JSON.parse(line))).toMatchObject([
			{
				level: "INFO",
				message: "taken",
				service: "orders",
				cold_start: true,
				function_name: "Fn",
				function_memory_size: "128",
				order: 7,
				n: 1,
			},
			{ level: "INFO", message: "taken", service: "orders", cold_start: false },
		]);
	});

	it("write metrics in the Embedded Metric Format", async () => {
		const source = `import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
			const metrics = new Metrics({ namespace: "shop", serviceName: "orders" });
			export const handler = async () => { metrics.addMetric("taken", MetricUnit.Count, 2); metrics.publishStoredMetrics(); };`;
		const line = only(logOf(await traceOf(source)).filter((text) => text.startsWith("{")));
		expect(JSON.parse(line)).toMatchObject({
			taken: 2,
			service: "orders",
			_aws: { CloudWatchMetrics: [{ Namespace: "shop", Dimensions: [["service"]], Metrics: [{ Name: "taken", Unit: "Count" }] }] },
		});
	});
});

describe("require() of a package that is an ES module", () => {
	it.each(["uuid", "nanoid", "@middy/core"])("fails at INIT, since Lambda starts Node.js without it (L61): %s", async (name) => {
		const trace = await traceOf({ "handler.js": `require(${JSON.stringify(name)});\nexports.handler = async () => 1;` });
		expect(only(endings(trace)).error?.errorMessage).toContain(`require() of ES Module /var/task/node_modules/${name}/`);
	});

	it("is compiled to what works in a TypeScript handler's import", async () => {
		const source =
			'import _ from "lodash"; import { NIL } from "uuid"; import moment from "moment";\nexport const handler = async (): Promise<unknown> => [_.sum([1, 2]), NIL, moment.utc(0).year()];';
		expect(responses(await traceOf({ "handler.ts": source }))).toEqual([[3, "00000000-0000-0000-0000-000000000000", 1970]]);
	});
});

describe("a package in an environment", () => {
	it("is there once, whoever imports it, and anew in each environment", async () => {
		const source = {
			"handler.mjs":
				'import _ from "lodash"; import { mark } from "./other.mjs";\nexport const handler = async () => { const before = _.marked ?? 0; mark(); return [before, _.marked]; };',
			"other.mjs": 'import lodash from "lodash";\nexport const mark = () => { lodash.marked = (lodash.marked ?? 0) + 1; };',
		};
		expect(responses(await traceOf(source, {}, { events: [{}, {}] }))).toEqual([
			[0, 1],
			[1, 2],
		]);
		const atOnce = responses(await traceOf(source, {}, { events: [{}, {}], everyMs: 0 }));
		expect(atOnce).toEqual([
			[0, 1],
			[0, 1],
		]);
	});

	it("leaves nothing of its own in the globals", async () => {
		const source =
			'import "uuid";\nexport const handler = async () => Object.getOwnPropertyNames(globalThis).filter((name) => /warmstart/i.test(name));';
		expect(responses(await traceOf(source))).toEqual([[]]);
	});

	it("counts what it does against the deadline", async () => {
		const source = 'import _ from "lodash";\nexport const handler = async () => { for (;;) _.chunk(_.range(10_000), 2); };';
		expect(only(endings(await traceOf(source, { timeout: 1 }))).status).toBe("timedOut");
	});
});

describe("Console of node:console", () => {
	it("writes whole lines to the stream that it is given, as in Node.js", async () => {
		const body =
			'const lines = []; const out = { write: (text) => { lines.push(text); }, on() {}, once() {}, removeListener() {}, listenerCount: () => 0 }; const one = new Console({ stdout: out, stderr: out }); const { log } = one; log("%s is %d", "a", 1, { b: [2] }); one.error(new Map([[1, 2]])); one.group("g"); one.info("in\\nside"); one.groupEnd(); one.assert(false, "no"); one.assert(true); one.dir({ a: 1 }); one.table([{ a: 1 }]); return lines;';
		const { Console } = await import("node:console");
		const source = `import { Console } from "node:console";\nexport const handler = async () => { ${body} };`;
		expect(responses(await traceOf(source))).toEqual([await new AsyncFunction("Console", body)(Console)]);
	});
});
