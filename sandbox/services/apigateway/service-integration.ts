import type { Json } from "#sandbox/json-value.ts";
import type { StackIntegration } from "#sandbox/stack/api.ts";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { HttpResponse } from "../http/http-response.ts";
import type { AwsEndpoints } from "../wire/aws-endpoints.ts";
import type { Answer, Caller, ServiceError } from "../wire/operation.ts";
import { type IntegrationAnswer, mappedRequest, mappedResponse } from "./custom-integration.ts";
import type { Refusal } from "./gateway-response.ts";
import { filledUri } from "./http-call.ts";
import { mappedParameters } from "./mapped-parameters.ts";
import type { RestRequest } from "./rest-request.ts";
import { readServiceRequest } from "./service-request.ts";

export type ServiceIntegration = Extract<StackIntegration, { kind: "service" }>;

/** Services whose operations an integration can call. */
const CALLABLE: ReadonlySet<string> = new Set(["sqs", "sns", "events", "dynamodb", "states", "kinesis"]);

/**
 * An integration of a REST API with another service of AWS: the mapping writes the call of that service, and the gateway makes it under the
 * role of the integration.
 * @see https://docs.aws.amazon.com/prescriptive-guidance/latest/patterns/integrate-amazon-api-gateway-with-amazon-sqs-to-handle-asynchronous-rest-apis.html
 */
export function callService(
	endpoints: AwsEndpoints,
	region: string,
	rest: RestRequest,
	integration: ServiceIntegration,
	refuse: (refusal: Refusal) => HttpResponse,
	done: (response: HttpResponse) => void,
) {
	const mapped = mappedRequest(integration, rest);
	if ("refusal" in mapped) return done(refuse(mapped.refusal));
	const unusable = refusalOf(integration, endpoints);
	if (unusable) return done(refuse(unusable));
	const { service, responses } = integration;
	const parameters = mappedParameters(integration, rest);
	const action = filledUri(integration.action, parameters.path, rest.context.stageVariables);
	const request = readServiceRequest({ service, region, action, payload: mapped.payload, ...parameters });
	const answered = (answer: IntegrationAnswer) => done(mappedResponse(responses, answer, rest, refuse));
	if (!request.ok) return answered(request.answer);
	const { operation, input, form } = request;
	return endpoints.call(endpointOf(service, operation), operation, input, callerOf(integration), (answer) =>
		answered(form ? inQueryForm(operation, answer, rest.context.requestId) : inJson(answer)),
	);
}

/** Why the gateway cannot make the call at all. */
export function refusalOf({ service, roleArn }: ServiceIntegration, endpoints: AwsEndpoints): Refusal | undefined {
	if (!CALLABLE.has(service)) return { type: "API_CONFIGURATION_ERROR", log: `Integrations with ${service} are not simulated.` };
	if (roleArn === undefined) return undefined;
	const assumer = { principalArn: "apigateway.amazonaws.com" };
	if (endpoints.refusalOf(assumer, { action: "sts:AssumeRole", resource: roleArn }) === undefined) return undefined;
	const log = `Execution failed due to configuration error: API Gateway does not have permission to assume the provided role ${roleArn}`;
	return { type: "API_CONFIGURATION_ERROR", log };
}

/** Who the gateway is for the services that it calls: the integration's role. */
export function callerOf({ roleArn }: ServiceIntegration): Caller {
	const role = roleArn?.slice(roleArn.lastIndexOf("/") + 1) ?? "apigateway";
	return {
		principalArn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/BackplaneAssumeRoleSession`,
		...(roleArn === undefined ? {} : { roleArn }),
	};
}

/** Synchronous executions have an endpoint of their own. */
export function endpointOf(service: string, operation: string): string {
	return service === "states" && operation === "StartSyncExecution" ? "sync-states" : service;
}

export function inJson(answer: Answer): IntegrationAnswer {
	if (!answer.ok) {
		const { name, message, members } = answer.error;
		return failed(answer.error, { __type: name, message, ...members });
	}
	return succeeded(answer.output ?? {});
}

/** Services of the query protocol answer XML, or what it says as JSON to those who accept that, as API Gateway does. */
export function inQueryForm(operation: string, answer: Answer, requestId: string): IntegrationAnswer {
	if (!answer.ok) {
		const { name, message, code = name, status = 400 } = answer.error;
		return failed(answer.error, {
			Error: { Code: code, Message: message, Type: status < 500 ? "Sender" : "Receiver" },
			RequestId: requestId,
		});
	}
	const { output } = answer;
	const members =
		typeof output === "object" && output !== null ? Object.entries(output).filter(([, value]) => value !== undefined) : undefined;
	const result = members ? { [`${operation}Result`]: { ...ABSENT[operation], ...Object.fromEntries(members) } } : {};
	return succeeded({ [`${operation}Response`]: { ...result, ResponseMetadata: { RequestId: requestId } } });
}

/** Members that are null in JSON when there is no value for them, as recorded on AWS. */
const ABSENT: Readonly<Record<string, Record<string, null>>> = {
	Publish: { SequenceNumber: null },
	SendMessage: { MD5OfMessageAttributes: null, MD5OfMessageSystemAttributes: null, SequenceNumber: null },
};

function succeeded(body: unknown): IntegrationAnswer {
	return { selectBy: "200", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

function failed({ status = 400 }: ServiceError, body: Json): IntegrationAnswer {
	return { selectBy: String(status), body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}
