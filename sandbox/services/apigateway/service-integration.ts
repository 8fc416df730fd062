import { createHash } from "node:crypto";
import type { Json } from "#sandbox/json-value.ts";
import type { StackIntegration } from "#sandbox/stack/api.ts";
import { arnOf } from "#sandbox/stack/arn.ts";
import type { Cloud } from "../cloud.ts";
import type { Delivery, DeliveryResult } from "../delivery.ts";
import { queryPairs } from "../http/http-request.ts";
import type { HttpResponse } from "../http/http-response.ts";
import { isRecord, textOf } from "../http/proxy-result.ts";
import { type IntegrationAnswer, mappedRequest, mappedResponse } from "./custom-integration.ts";
import type { Refusal } from "./gateway-response.ts";
import { type MappingScope, mapped } from "./mapping-expression.ts";
import { type RestRequest, scopeOf } from "./rest-request.ts";

type ServiceIntegration = Extract<StackIntegration, { kind: "service" }>;
type Send = (arn: string, delivery: Omit<Delivery, "from">) => DeliveryResult;

/**
 * An integration of a REST API with another service of AWS: the template writes the body of that service's API call. SendMessage of SQS,
 * Publish of SNS and PutEvents of EventBridge are known. The gateway calls under the role of the integration, which is taken to allow it.
 * @see https://docs.aws.amazon.com/prescriptive-guidance/latest/patterns/integrate-amazon-api-gateway-with-amazon-sqs-to-handle-asynchronous-rest-apis.html
 */
export function callService(
	cloud: Cloud,
	rest: RestRequest,
	integration: ServiceIntegration,
	refuse: (refusal: Refusal) => HttpResponse,
	done: (response: HttpResponse) => void,
) {
	const request = mappedRequest(integration, rest);
	if ("refusal" in request) return done(refuse(request.refusal));
	const call = SERVICES[integration.service];
	if (!call) {
		const log = `Integrations with ${integration.service} are not simulated; the service is taken to be unreachable.`;
		return done(refuse({ type: "INTEGRATION_FAILURE", log }));
	}
	const send: Send = (arn, delivery) =>
		cloud.deliver(arn, { ...delivery, from: { principal: "apigateway.amazonaws.com", sourceArn: rest.methodArn } });
	const parameters = { ...mappedParameters(integration, rest), ...formOf(request.payload) };
	const answer = call({
		send,
		payload: request.payload,
		parameters,
		integration,
		region: cloud.run.scenario.region,
		id: rest.context.requestId,
	});
	return done(mappedResponse(integration.responses, answer, rest, refuse));
}

/**
 * A first-class integration of an HTTP API, such as SQS-SendMessage or EventBridge-PutEvents: the parameters of the call are mapped one by one.
 * @param sourceArn ARN of the route. @returns undefined for a service that is not simulated.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
 */
export function callSubtype(
	cloud: Cloud,
	integration: ServiceIntegration,
	scope: MappingScope,
	sourceArn: string,
	id: string,
): HttpResponse | undefined {
	const call = SERVICES[integration.service];
	if (!call) return undefined;
	const send: Send = (arn, delivery) => cloud.deliver(arn, { ...delivery, from: { principal: "apigateway.amazonaws.com", sourceArn } });
	const parameters: Record<string, string> = {};
	for (const [name, expression] of Object.entries(integration.requestParameters ?? {})) {
		const value = selected(expression, scope);
		if (value !== undefined) parameters[name] = value;
	}
	const { Source = "", DetailType = "", Detail = "", EventBusName } = parameters;
	const entry = { Source, DetailType, Detail, ...(EventBusName === undefined ? {} : { EventBusName }) };
	const payload = JSON.stringify({ Entries: [entry] });
	const answer = call({ send, payload, parameters, integration, region: cloud.run.scenario.region, id });
	return { status: Number(answer.selectBy), headers: [["content-type", "application/json"]], body: Buffer.from(answer.body) };
}

/** A value of an HTTP API's mapping: a constant, `$request.body.id` alone, or `${request.body.id}` within a text. */
function selected(expression: string, scope: MappingScope): string | undefined {
	const mappedOf = (variable: string) => mapped(variable.replace(/^request\./, "method.request."), scope);
	if (/^\$[\w.-]+$/.test(expression)) return mappedOf(expression.slice(1));
	return expression.replace(/\$\{([\w.-]+)\}/g, (_, variable: string) => mappedOf(variable) ?? "");
}

/** Parameters of the call that the integration maps into its query string. */
function mappedParameters({ requestParameters = {} }: ServiceIntegration, rest: RestRequest): Record<string, string> {
	const found: Record<string, string> = {};
	for (const [name, expression] of Object.entries(requestParameters)) {
		const value = mapped(expression, scopeOf(rest));
		if (value !== undefined && name.startsWith("integration.request.querystring."))
			found[name.slice("integration.request.querystring.".length)] = value;
	}
	return found;
}

/** A body such as `Action=SendMessage&MessageBody=…`. */
function formOf(payload: string): Record<string, string> {
	return payload.trimStart().startsWith("{") ? {} : Object.fromEntries(queryPairs(payload.trim()));
}

type ServiceCall = {
	send: Send;
	payload: string;
	parameters: Record<string, string>;
	integration: ServiceIntegration;
	region: string;
	/** Request id of the call. */
	id: string;
};

const SERVICES: Record<string, (call: ServiceCall) => IntegrationAnswer> = { sqs: sendMessage, sns: publish, events: putEvents };

function sendMessage({ send, parameters, integration, region, id }: ServiceCall): IntegrationAnswer {
	const name = (parameters.QueueUrl ?? integration.action).split("/").at(-1) ?? "";
	const body = parameters.MessageBody ?? "";
	const groupId = parameters.MessageGroupId;
	const deduplicationId = parameters.MessageDeduplicationId;
	const attributes = attributesOf(parameters, "MessageAttribute");
	const result = send(integration.resourceArn ?? arnOf("sqs", region, name), {
		body,
		...(attributes ? { attributes } : {}),
		...(groupId === undefined ? {} : { groupId }),
		...(deduplicationId === undefined ? {} : { deduplicationId }),
	});
	if (!result.ok) return refused(result);
	const sent = { MD5OfMessageBody: createHash("md5").update(body).digest("hex"), MessageId: result.id ?? null };
	return ok({ SendMessageResponse: { ResponseMetadata: { RequestId: id }, SendMessageResult: sent } });
}

function publish({ send, parameters, integration, id }: ServiceCall): IntegrationAnswer {
	const attributes = attributesOf(parameters, "MessageAttributes.entry");
	const result = send(integration.resourceArn ?? parameters.TopicArn ?? "", {
		body: parameters.Message ?? "",
		...(parameters.Subject === undefined ? {} : { subject: parameters.Subject }),
		...(attributes ? { attributes } : {}),
		...(parameters.MessageGroupId === undefined ? {} : { groupId: parameters.MessageGroupId }),
	});
	if (!result.ok) return refused(result);
	return ok({
		PublishResponse: { PublishResult: { MessageId: result.id ?? null, SequenceNumber: null }, ResponseMetadata: { RequestId: id } },
	});
}

function putEvents({ send, payload, integration, region }: ServiceCall): IntegrationAnswer {
	let request: Json;
	try {
		request = JSON.parse(payload) as Json;
	} catch {
		return { selectBy: "400", body: JSON.stringify({ __type: "SerializationException" }), headers: {} };
	}
	const entries = isRecord(request) && Array.isArray(request.Entries) ? request.Entries.filter(isRecord) : [];
	const results = entries.map(({ Source, DetailType, Detail, Resources, EventBusName }): Record<string, Json> => {
		const bus = typeof EventBusName === "string" ? EventBusName : "default";
		const arn = bus.startsWith("arn:") ? bus : (integration.resourceArn ?? arnOf("events", region, `event-bus/${bus}`));
		const detail = parsedDetail(Detail);
		if (detail === undefined) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
		const event = { source: textOf(Source ?? ""), "detail-type": textOf(DetailType ?? ""), resources: Resources ?? [], detail };
		const result = send(arn, { body: JSON.stringify(event) });
		return result.ok ? { EventId: result.id ?? null } : { ErrorCode: result.code, ErrorMessage: result.message };
	});
	// Entries that fail do not fail the call: it answers 200 and counts them.
	return ok({ Entries: results, FailedEntryCount: results.filter((result) => "ErrorCode" in result).length });
}

function parsedDetail(detail: Json | undefined): Json | undefined {
	if (typeof detail !== "string") return undefined;
	try {
		return JSON.parse(detail) as Json;
	} catch {
		return undefined;
	}
}

/** Attributes as the query protocol has them: `MessageAttribute.1.Name`, `….Value.StringValue`, `….Value.DataType`. */
function attributesOf(parameters: Record<string, string>, prefix: string): Record<string, { type: string; value: string }> | undefined {
	const found: Record<string, { type: string; value: string }> = {};
	for (let i = 1; parameters[`${prefix}.${i}.Name`] !== undefined; i++) {
		const at = `${prefix}.${i}.Value`;
		found[parameters[`${prefix}.${i}.Name`] as string] = {
			type: parameters[`${at}.DataType`] ?? "String",
			value: parameters[`${at}.StringValue`] ?? parameters[`${at}.BinaryValue`] ?? "",
		};
	}
	return Object.keys(found).length > 0 ? found : undefined;
}

function ok(body: Json): IntegrationAnswer {
	return { selectBy: "200", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

function refused({ code, message }: Extract<DeliveryResult, { ok: false }>): IntegrationAnswer {
	return { selectBy: "400", body: JSON.stringify({ Error: { Code: code, Message: message, Type: "Sender" } }), headers: {} };
}
