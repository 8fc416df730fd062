import type { Json, Traffic } from "#sandbox/index.ts";
import type { StackApi, StackRoute } from "#sandbox/stack/api.ts";
import { functionOfArn } from "#sandbox/stack/arn.ts";
import type { StackBucket, StackNotification } from "#sandbox/stack/s3.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import type { Send } from "#sandbox/traffic/send.ts";

/** A way in which something calls a function, or a resource whose traffic is worth to be followed. */
export type Trigger = { kind: string /** Of the template; undefined when it leads to no function. */; functionName: string | undefined };

/** Every function once, a minute apart, so that each has an environment of its own. */
export function invokeEach(names: readonly string[]): Traffic[] {
	return names.map((name, i) => ({ at: i * 60_000, function: name, event: {} }));
}

/** One send for each trigger of a stack, ten seconds apart, and what they should lead to. */
export function trafficFor(stack: Stack): { traffic: Traffic[]; triggers: Trigger[] } {
	const triggers: Trigger[] = [];
	const sends: Send[] = [];
	const add = (kind: string, arn: string | undefined, ...more: Send[]) => {
		triggers.push({ kind, functionName: arn === undefined ? undefined : functionOfArn(arn)?.name });
		sends.push(...more);
	};
	for (const mapping of stack.mappings)
		if (mapping.enabled) add(MAPPED[mapping.source.kind], mapping.functionArn, ...recordFor(stack, mapping.source.arn));
	for (const { topicArn, endpoint, protocol, filterPolicy, filterPolicyScope } of stack.subscriptions) {
		const topic = stack.topics.find(({ arn }) => arn === topicArn);
		if (topic && (protocol === "lambda" || protocol === "sqs"))
			add("SNS", protocol === "lambda" ? endpoint : undefined, publication(topic.id, topic.fifo, filterPolicy, filterPolicyScope));
	}
	for (const rule of stack.rules) {
		if (!rule.enabled) continue;
		const sent = rule.pattern === undefined ? [] : [eventFor(rule.pattern, busOf(stack, rule.busName))].filter((one) => one !== undefined);
		for (const target of rule.targets) add(rule.pattern === undefined ? "Schedule" : "EventBridge rule", target.arn, ...sent);
	}
	for (const { enabled, targetArn } of stack.schedules) if (enabled) add("Scheduler", targetArn);
	for (const bucket of stack.buckets) {
		if (bucket.eventBridge) sends.push({ service: "s3", bucket: bucket.id, action: "put", key: "a.txt", body: "a" });
		for (const notification of bucket.notifications) add("S3", notification.targetArn, ...uploads(bucket, notification));
	}
	for (const api of stack.apis) for (const route of api.routes) add(API[api.kind], functionOf(route), ...requests(api, route));
	for (const url of stack.functionUrls)
		add(
			"function URL",
			url.functionArn,
			request(functionOfArn(url.functionArn)?.name ?? url.id, "GET", "/", { signed: url.authType === "AWS_IAM" }),
		);
	for (const balancer of stack.loadBalancers)
		for (const { functionArn } of balancer.targetGroups) add("load balancer", functionArn, request(balancer.id, "GET", "/", {}));
	for (const { destinationArn } of stack.subscriptionFilters) add("log subscription", destinationArn);
	return { traffic: sends.map((send, i) => ({ at: 1_000 + i * 10_000, send })), triggers };
}

const MAPPED = { sqs: "SQS", kinesis: "Kinesis", dynamodb: "DynamoDB stream" } as const;
const API = { rest: "REST API", http: "HTTP API", websocket: "WebSocket API" } as const;

function functionOf({ integration }: StackRoute): string | undefined {
	return "functionArn" in integration ? integration.functionArn : undefined;
}

function recordFor({ queues, streams, tables }: Stack, arn: string): Send[] {
	const queue = queues.find((one) => one.arn === arn);
	if (queue)
		return [
			{ service: "sqs", queue: queue.id, body: { id: "1" }, ...(queue.name.endsWith(".fifo") && { groupId: "g", deduplicationId: "d" }) },
		];
	const stream = streams.find((one) => one.arn === arn);
	if (stream) return [{ service: "kinesis", stream: stream.id, partitionKey: "k", data: { id: "1" } }];
	const table = tables.find((one) => one.stream?.arn === arn);
	if (!table) return [];
	const keys = [table.partitionKey, table.sortKey].filter((key) => key !== undefined);
	const item = Object.fromEntries(keys.map(({ name, type }) => [name, type === "N" ? 1 : "1"]));
	return [{ service: "dynamodb", table: table.id, action: "put", item: { name: "a", ...item } }];
}

/** A message that a filter policy of plain values lets pass. */
function publication(topic: string, fifo: boolean, policy: Json | undefined, scope: "MessageAttributes" | "MessageBody"): Send {
	const wanted = Object.entries(isRecord(policy) ? policy : {}).flatMap(([key, values]) => {
		const value = sample(values);
		return typeof value === "string" ? [[key, value] as const] : [];
	});
	const order = fifo ? { groupId: "g", deduplicationId: "d" } : {};
	if (scope === "MessageBody") return { service: "sns", topic, message: Object.fromEntries(wanted), ...order };
	const attributes = Object.fromEntries(wanted.map(([key, value]) => [key, { type: "String", value }]));
	return { service: "sns", topic, message: { id: "1" }, attributes, ...order };
}

function busOf({ buses }: Stack, name: string): string {
	return buses.find((bus) => bus.name === name)?.id ?? "default";
}

/** An event that matches a pattern of values, prefixes and `exists`; none when its source is a service of AWS, which sends it itself. */
function eventFor(pattern: Json, bus: string): Send | undefined {
	if (!isRecord(pattern)) return undefined;
	const source = sample(pattern.source) ?? "app.orders";
	if (typeof source !== "string" || source.startsWith("aws.")) return undefined;
	return {
		service: "events",
		bus,
		source,
		detailType: String(sample(pattern["detail-type"]) ?? "created"),
		detail: isRecord(pattern.detail) ? filled(pattern.detail) : { id: "1" },
		resources: [],
	};
}

function filled(pattern: Record<string, Json>): Json {
	return Object.fromEntries(
		Object.entries(pattern)
			.filter(([key]) => !key.startsWith("$"))
			.map(([key, value]) => [key, isRecord(value) ? filled(value) : (sample(value) ?? null)]),
	);
}

/** The first value that a list of matchers takes. */
function sample(matchers: Json | undefined): Json | undefined {
	const [first] = Array.isArray(matchers) ? matchers : [matchers];
	if (!isRecord(first)) return first;
	if (typeof first.prefix === "string") return first.prefix;
	if (typeof first.suffix === "string") return first.suffix;
	if (Array.isArray(first.numeric)) return first.numeric[0] === "<" ? Number(first.numeric[1]) - 1 : Number(first.numeric[1]) + 1;
	return "anything-else";
}

function uploads(bucket: StackBucket, { event, prefix, suffix }: StackNotification): Send[] {
	const put: Send = { service: "s3", bucket: bucket.id, action: "put", key: `${prefix}a${suffix}`, body: "a" };
	return event.startsWith("s3:ObjectRemoved") ? [put, { ...put, action: "delete" }] : [put];
}

function requests(api: StackApi, route: StackRoute): Send[] {
	if (api.kind === "websocket") return socket(api, route);
	const path = route.path === "$default" ? "/" : route.path.replace(/\{[^}]*\}/g, "1");
	const authorizer = api.authorizers.find(({ name }) => name === route.authorizer);
	const jwt = authorizer?.kind === "jwt" || authorizer?.kind === "cognito";
	const key = route.apiKeyRequired ? api.apiKeys[0]?.value : undefined;
	const required = (route.validation?.requiredParameters ?? []).map((name) => name.split("."));
	const named = (where: string) => required.flatMap(([, , place, name]) => (place === where && name !== undefined ? [[name, "1"]] : []));
	const scope = route.scopes.join(" ");
	const query = new URLSearchParams([...named("querystring"), ["auth", "allow"]]);
	const method = route.method === "ANY" ? "GET" : route.method;
	return [
		request(api.id, method, `${path}?${query}`, {
			headers: {
				authorization: jwt ? "Bearer {jwt}" : "allow",
				...(key !== undefined && { "x-api-key": key }),
				...Object.fromEntries(named("header")),
			},
			...(jwt && { jwt: { sub: "u1", ...(scope && { scope }) } }),
			...(authorizer?.kind === "iam" && { signed: true }),
			...(!["GET", "HEAD"].includes(method) && { body: { id: "1" } }),
		}),
	];
}

function request(api: string, method: string, path: string, rest: Partial<Extract<Send, { service: "http" }>>): Send {
	return {
		service: "http",
		api,
		method: method as Extract<Send, { service: "http" }>["method"],
		path,
		headers: {},
		sourceIp: "203.0.113.7",
		...rest,
	};
}

/** A connection that comes, says one message, and goes. */
function socket({ id }: StackApi, { method: key }: StackRoute): Send[] {
	const of = (action: "connect" | "message" | "disconnect", body?: Json): Send => ({
		service: "websocket",
		api: id,
		connection: `of-${key.replace(/\W/g, "")}`,
		action,
		headers: action === "connect" ? { authorization: "allow", token: "hello" } : {},
		query: {},
		...(body !== undefined && { body }),
	});
	return [of("connect"), of("message", { action: key, data: "a" }), of("disconnect")];
}

function isRecord(value: Json | undefined): value is Record<string, Json> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
