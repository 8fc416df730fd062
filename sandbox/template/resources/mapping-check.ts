import type { WrittenIntegration } from "./rest-integration.ts";

/** What a method declares of its requests and responses; only that can be mapped. */
export type DeclaredByMethod = {
	/** Parameters of responses by status, such as `method.response.header.X-Id`; undefined when they cannot be known. */
	responses: ReadonlyMap<string, ReadonlySet<string>> | undefined;
	/** For example `method.request.path.id`; undefined when they cannot be known. */
	requestParameters: ReadonlySet<string> | undefined;
};

const REQUEST_VALUE =
	/^(?:'.*'|context\.[\w.-]+|stageVariables\.\w+|method\.request\.(?:body(?:[.[].*)?|(?:path|querystring|header|multivalue(?:querystring|header))\..+))$/s;
const RESPONSE_VALUE =
	/^(?:'.*'|context\.[\w.-]+|stageVariables\.\w+|integration\.response\.(?:body(?:[.[].*)?|(?:header|multivalueheader)\..+))$/s;

/**
 * Why API Gateway would refuse the mappings of an integration, in its own words.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function mappingProblems(
	{ type, requestParameters = {}, responses }: WrittenIntegration,
	{ responses: declared, requestParameters: known }: DeclaredByMethod,
): string[] {
	const problems: string[] = [];
	for (const [key, value] of Object.entries(requestParameters)) {
		if (!/^integration\.request\.(?:path|querystring|header)\..+$/.test(key)) problems.push(unknownExpression(key));
		else if (!REQUEST_VALUE.test(value)) problems.push(unknownExpression(value));
		else if (known && /^method\.request\.(?:path|querystring|header)\./.test(value) && !has(known, value)) problems.push(undeclared(value));
	}
	// A proxy passes what comes back as it is; its responses are not looked at.
	if (type === "AWS_PROXY" || type === "HTTP_PROXY") return problems;
	for (const { status, parameters = {} } of responses) {
		const ofStatus = declared?.get(String(status));
		if (declared && !ofStatus) {
			problems.push("Invalid Response status code specified");
			continue;
		}
		for (const [key, value] of Object.entries(parameters)) {
			if (ofStatus && !has(ofStatus, key)) problems.push(undeclared(key));
			else if (!RESPONSE_VALUE.test(value)) problems.push(unknownExpression(value));
		}
	}
	return problems;
}

const unknownExpression = (expression: string) => invalid(`Invalid mapping expression specified: ${expression}`);
const undeclared = (parameter: string) => invalid(`Invalid mapping expression parameter specified: ${parameter}`);

function invalid(error: string): string {
	return `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${error}]`;
}

/** Names of headers are compared without their case. */
function has(declared: ReadonlySet<string>, parameter: string): boolean {
	return declared.has(parameter) || [...declared].some((one) => one.toLowerCase() === parameter.toLowerCase());
}
