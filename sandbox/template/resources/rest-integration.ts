import type { StackIntegration, StackIntegrationResponse, StackTemplates } from "#sandbox/stack/api.ts";
import type { Properties } from "../properties.ts";
import { functionOfIntegration, serviceOfIntegration } from "./integration-uri.ts";

export const INTEGRATION_TYPES = ["AWS_PROXY", "AWS", "HTTP", "HTTP_PROXY", "MOCK"] as const;
const PASSTHROUGH = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"] as const;
const LONGEST_MS = 29_000;
/** A Regional or private API may have its quota raised, so that CloudFormation takes longer ones (L297). */
const LONGEST_RAISED_MS = 300_000;

/** An integration of a REST API, as a Method and an OpenAPI document say it alike, before it is clear what is called. */
export type WrittenIntegration = StackTemplates & {
	type: (typeof INTEGRATION_TYPES)[number];
	uri: string | undefined;
	/** IntegrationHttpMethod. */
	httpMethod: string | undefined;
	roleArn: string | undefined;
	timeoutMs: number;
	streams: boolean;
};

/** Integration of an AWS::ApiGateway::Method. */
export function readMethodIntegration(part: Properties): WrittenIntegration {
	const type = part.oneOf("Type", INTEGRATION_TYPES, "MOCK");
	const responses = part.parts("IntegrationResponses").map((response): StackIntegrationResponse => {
		const one = {
			pattern: response.text("SelectionPattern") ?? "",
			status: response.whole("StatusCode", { min: 100, max: 599, fallback: 200, unit: "" }),
			templates: texts(response, "ResponseTemplates"),
			parameters: texts(response, "ResponseParameters"),
		};
		response.notSimulated({ ContentHandling: "The body is passed as it is." });
		response.done();
		return one;
	});
	const integration: WrittenIntegration = {
		type,
		uri: part.text("Uri"),
		httpMethod: part.text("IntegrationHttpMethod")?.toUpperCase(),
		roleArn: part.text("Credentials"),
		timeoutMs: part.whole("TimeoutInMillis", { min: 50, max: LONGEST_RAISED_MS, fallback: LONGEST_MS, unit: "milliseconds" }),
		streams: part.oneOf("ResponseTransferMode", ["BUFFERED", "STREAM"], "BUFFERED") === "STREAM",
		requestTemplates: texts(part, "RequestTemplates"),
		requestParameters: texts(part, "RequestParameters"),
		passthrough: part.oneOf("PassthroughBehavior", PASSTHROUGH, "WHEN_NO_MATCH"),
		responses,
	};
	part.ignore("CacheNamespace", "TlsConfig", "IntegrationTarget");
	if (part.text("ConnectionType") === "VPC_LINK")
		part.skip(part.at.line, `VPC_LINK of ${part.owner}`, "The endpoint is looked for in the network of the scenario.");
	part.ignore("ConnectionId");
	part.notSimulated({ ContentHandling: "The body is passed as it is.", CacheKeyParameters: "Responses are not cached." });
	part.done();
	return integration;
}

/** A map of texts. */
export function texts(properties: Properties, key: string): Record<string, string> {
	const part = properties.part(key);
	const entries = (part?.keys() ?? []).map((name) => [name, part?.text(name)] as const);
	return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

export type Interpreted =
	| { ok: true; integration: StackIntegration; notSimulated?: { what: string; consequence: string } }
	/** `refused`: API Gateway would not take it. Otherwise it is what the template cannot tell. */
	| { ok: false; refused: boolean; why: string };

/** What an integration calls. */
export function interpretIntegration(written: WrittenIntegration): Interpreted {
	const { type, uri = "", httpMethod, roleArn, timeoutMs, streams } = written;
	const { requestTemplates, requestParameters, passthrough, responses } = written;
	const templates: StackTemplates = { requestTemplates, requestParameters, passthrough, responses };
	if (type === "MOCK") return { ok: true, integration: { kind: "mock", ...templates } };
	if (type === "HTTP" || type === "HTTP_PROXY") {
		if (!/^https?:\/\/[^/]/.test(uri))
			return { ok: false, refused: written.uri !== undefined, why: "Invalid HTTP endpoint specified for URI" };
		const method = httpMethod ?? "GET";
		return { ok: true, integration: { kind: "http", uri, method, proxy: type === "HTTP_PROXY", timeoutMs, ...templates } };
	}
	const functionArn = functionOfIntegration(uri);
	const call = { ...(roleArn === undefined ? {} : { roleArn }), ...(httpMethod === undefined ? {} : { httpMethod }), timeoutMs };
	if (functionArn !== undefined && type === "AWS_PROXY") {
		const streaming = streams || uri.endsWith("/response-streaming-invocations");
		const mode = streaming ? { streams: true } : {};
		return { ok: true, integration: { kind: "proxy", functionArn, payloadVersion: "1.0", ...call, ...mode } };
	}
	if (functionArn !== undefined) return { ok: true, integration: { kind: "custom", functionArn, ...call, ...templates } };
	const called = serviceOfIntegration(uri);
	if (!called || called.service === "lambda") return { ok: false, refused: false, why: `an integration ${type} that calls nothing known` };
	if (type === "AWS_PROXY")
		return {
			ok: false,
			refused: true,
			why: "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
		};
	return {
		ok: true,
		integration: { kind: "service", ...called, ...(roleArn === undefined ? {} : { roleArn }), timeoutMs, ...templates },
		...(CALLABLE.has(called.service)
			? {}
			: {
					notSimulated: {
						what: `the integration with ${called.service}`,
						consequence: "The service is not simulated for APIs; the API answers 500 for it.",
					},
				}),
	};
}

/** Services whose operations an integration can call in the simulation. */
export const CALLABLE = new Set(["sqs", "sns", "events", "dynamodb", "states", "kinesis"]);
