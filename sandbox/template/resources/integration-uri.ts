/**
 * The function that an integration or an authorizer calls: its ARN, or the invocation path
 * `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`.
 * @returns undefined for any other URI.
 */
export function functionOfIntegration(uri: string): string | undefined {
	const path = /:lambda:path\/[0-9-]+\/functions\/(arn:[^/]+)\/(?:invocations|response-streaming-invocations)$/.exec(uri)?.[1];
	return path ?? (/^arn:aws[a-z-]*:lambda:[^:]+:\d+:function:[^/]+$/.test(uri) ? uri : undefined);
}

/**
 * The operation that an integration of a REST API calls, `arn:aws:apigateway:REGION:sqs:path/ACCOUNT/QUEUE` or `…:events:action/PutEvents`;
 * a subdomain may stand before the service.
 * @returns undefined for any other URI.
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri
 */
export function serviceOfIntegration(uri: string): { service: string; action: string } | undefined {
	const [, service, action] = /^arn:aws[a-z-]*:apigateway:[a-z0-9-]+:(?:[^:/]+\.)?([a-z0-9-]+):((?:path|action)\/.*)$/s.exec(uri) ?? [];
	return service === undefined || action === undefined ? undefined : { service, action };
}
