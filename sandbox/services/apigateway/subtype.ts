import type { HttpResponse } from "../http/http-response.ts";
import type { AwsEndpoints } from "../wire/aws-endpoints.ts";
import { httpApiError } from "./http-api-request.ts";
import { selected } from "./http-mapping.ts";
import type { MappingScope } from "./mapping-expression.ts";
import { callerOf, endpointOf, inJson, inQueryForm, refusalOf, type ServiceIntegration } from "./service-integration.ts";

/**
 * A first-class integration of an HTTP API, such as SQS-SendMessage or EventBridge-PutEvents: the parameters of the call are mapped one by one.
 * The form of the answers is that of the same services behind REST APIs (unverified).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
 */
export function callSubtype(
	endpoints: AwsEndpoints,
	integration: ServiceIntegration,
	scope: MappingScope,
	requestId: string,
	done: (response: HttpResponse) => void,
) {
	const refusal = refusalOf(integration, endpoints);
	if (refusal) return done(httpApiError("INTERNAL", refusal.log ?? ""));
	const { service, action, requestParameters = {} } = integration;
	const operation = action.replace(/^action\//, "");
	const parameters: Record<string, string> = {};
	for (const [name, expression] of Object.entries(requestParameters)) {
		const value = selected(expression, scope);
		if (value !== undefined) parameters[name] = value;
	}
	const input = (INPUTS[service] ?? asGiven)(parameters);
	return endpoints.call(endpointOf(service, operation), operation, input, callerOf(integration), (answer) => {
		const { selectBy, body } = service === "sqs" ? inQueryForm(operation, answer, requestId) : inJson(answer);
		return done({ status: Number(selectBy), headers: [["content-type", "application/json"]], body: Buffer.from(body) });
	});
}

type Parameters = Record<string, string>;
const asGiven = (parameters: Parameters): object => parameters;

/** Members of the operations of a service, of the texts that a mapping gives. */
const INPUTS: Readonly<Record<string, (parameters: Parameters) => object>> = {
	events({ Source, DetailType, Detail, EventBusName, Resources }) {
		const resources = Resources === undefined ? {} : { Resources: listOf(Resources) };
		return { Entries: [{ Source, DetailType, Detail, EventBusName, ...resources }] };
	},
	// Data of a record is bytes, base64 on the wire.
	kinesis: ({ Data = "", ...rest }) => ({ ...rest, Data: Buffer.from(Data).toString("base64") }),
	states: (parameters) =>
		Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, value])),
	sqs({
		DelaySeconds,
		MaxNumberOfMessages,
		VisibilityTimeout,
		WaitTimeSeconds,
		MessageAttributes,
		AttributeNames,
		MessageAttributeNames,
		...rest
	}) {
		const numbers = { DelaySeconds, MaxNumberOfMessages, VisibilityTimeout, WaitTimeSeconds };
		const lists = { AttributeNames, MessageAttributeNames };
		return {
			...rest,
			...mapValues(numbers, Number),
			...mapValues(lists, listOf),
			...mapValues({ MessageAttributes }, jsonOf),
		};
	},
};

function mapValues<T>(values: Record<string, string | undefined>, read: (text: string) => T): Record<string, T> {
	return Object.fromEntries(Object.entries(values).flatMap(([name, text]) => (text === undefined ? [] : [[name, read(text)]])));
}

/** A list as JSON, or a single text. */
function listOf(text: string): unknown {
	const value = jsonOf(text);
	return Array.isArray(value) ? value : [text];
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
