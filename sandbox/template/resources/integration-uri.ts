/**
 * The function that an integration or an authorizer calls: its ARN, or the invocation path
 * `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`.
 * @returns undefined for any other URI.
 */
export function functionOfIntegration(uri: string): string | undefined {
	const path = /:lambda:path\/[0-9-]+\/functions\/(arn:[^/]+)\/(?:invocations|response-streaming-invocations)$/.exec(uri)?.[1];
	return path ?? (/^arn:aws[a-z-]*:lambda:[^:]+:\d+:function:[^/]+$/.test(uri) ? uri : undefined);
}
