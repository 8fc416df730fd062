import type { StackParameterMapping } from "#sandbox/stack/api.ts";
import type { Properties } from "../properties.ts";
import { functionOfIntegration } from "./integration-uri.ts";
import { CALLABLE, type Interpreted, texts } from "./rest-integration.ts";

const LONGEST_MS = 30_000;

/** An integration of an HTTP API, as a resource and an OpenAPI document say it alike. */
export type HttpIntegration = {
	/** AWS_PROXY or HTTP_PROXY; others are for WebSocket APIs. */
	type: string;
	/** For example `SQS-SendMessage`. */
	subtype: string | undefined;
	uri: string | undefined;
	method: string | undefined;
	payloadVersion: "1.0" | "2.0";
	roleArn: string | undefined;
	timeoutMs: number;
	requestParameters: Record<string, string>;
	responseParameters: Record<string, Record<string, string>>;
};

/** AWS::ApiGatewayV2::Integration. */
export function readIntegration(part: Properties): HttpIntegration {
	const integration = {
		type: part.oneOf("IntegrationType", ["AWS_PROXY", "HTTP_PROXY", "AWS", "HTTP", "MOCK"], "AWS_PROXY"),
		subtype: part.text("IntegrationSubtype"),
		uri: part.text("IntegrationUri"),
		method: part.text("IntegrationMethod")?.toUpperCase(),
		payloadVersion: part.oneOf("PayloadFormatVersion", ["1.0", "2.0"], "2.0"),
		roleArn: part.text("CredentialsArn"),
		timeoutMs: part.whole("TimeoutInMillis", { min: 50, max: LONGEST_MS, fallback: LONGEST_MS, unit: "milliseconds" }),
		requestParameters: texts(part, "RequestParameters"),
		responseParameters: readResponseParameters(part),
	};
	return integration;
}

/** By status: `{ "500": { ResponseParameters: [{ Destination, Source }] } }`. */
function readResponseParameters(part: Properties): Record<string, Record<string, string>> {
	const byStatus = part.partsByName("ResponseParameters").map(([status, response]) => {
		const list = response.parts("ResponseParameters").map((one) => [one.text("Destination") ?? "", one.text("Source") ?? ""] as const);
		return [status, Object.fromEntries(list)] as const;
	});
	return Object.fromEntries(byStatus);
}

/** What the subtypes of an HTTP API call. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html */
const SUBTYPES: Readonly<Record<string, { service: string; operation: string }>> = {
	"AppConfig-GetConfiguration": { service: "appconfig", operation: "GetConfiguration" },
	"EventBridge-PutEvents": { service: "events", operation: "PutEvents" },
	"Kinesis-PutRecord": { service: "kinesis", operation: "PutRecord" },
	"SQS-DeleteMessage": { service: "sqs", operation: "DeleteMessage" },
	"SQS-PurgeQueue": { service: "sqs", operation: "PurgeQueue" },
	"SQS-ReceiveMessage": { service: "sqs", operation: "ReceiveMessage" },
	"SQS-SendMessage": { service: "sqs", operation: "SendMessage" },
	"StepFunctions-StartExecution": { service: "states", operation: "StartExecution" },
	"StepFunctions-StartSyncExecution": { service: "states", operation: "StartSyncExecution" },
	"StepFunctions-StopExecution": { service: "states", operation: "StopExecution" },
};

/** What an integration of an HTTP API calls. */
export function interpretHttpIntegration(written: HttpIntegration): Interpreted {
	const { type, subtype, uri = "", method, payloadVersion, roleArn, timeoutMs, requestParameters, responseParameters } = written;
	const isMapped = Object.keys(requestParameters).length + Object.keys(responseParameters).length > 0;
	const mapping: StackParameterMapping = { request: requestParameters, responses: responseParameters };
	const mapped = isMapped ? { mapping } : {};
	const role = roleArn === undefined ? {} : { roleArn };
	if (type === "HTTP_PROXY") {
		if (/^arn:/.test(uri)) return { ok: false, refused: false, why: "an integration with a load balancer or service of a VPC" };
		if (!/^https?:\/\/[^/]/.test(uri))
			return { ok: false, refused: written.uri !== undefined, why: "Invalid HTTP endpoint specified for URI" };
		const templates = { requestTemplates: {}, responses: [] };
		return { ok: true, integration: { kind: "http", uri, method: method ?? "ANY", proxy: true, timeoutMs, ...templates, ...mapped } };
	}
	if (type === "MOCK") return { ok: true, integration: { kind: "mock", requestTemplates: {}, responses: [] } };
	if (type === "AWS_PROXY" && subtype !== undefined) {
		const called = SUBTYPES[subtype];
		if (!called) return { ok: false, refused: true, why: `${subtype} is not a supported IntegrationSubtype.` };
		const { service, operation } = called;
		const templates = { requestTemplates: {}, requestParameters, responses: [] };
		return {
			ok: true,
			integration: { kind: "service", service, action: `action/${operation}`, ...role, timeoutMs, ...templates },
			...(CALLABLE.has(service)
				? {}
				: {
						notSimulated: {
							what: `the integration ${subtype}`,
							consequence: "The service is not simulated for APIs; the API answers 500 for it.",
						},
					}),
		};
	}
	const functionArn = functionOfIntegration(uri);
	if (type !== "AWS_PROXY" || functionArn === undefined)
		return { ok: false, refused: false, why: `an integration ${type} that calls no function` };
	return { ok: true, integration: { kind: "proxy", functionArn, payloadVersion, timeoutMs, ...role, ...mapped } };
}
