/**
 * In whose name API Gateway calls a function. With a role of its own the function's resource policy is not asked.
 * @param sourceArn ARN of the method or route called.
 */
export function integrationSource(sourceArn: string, roleArn: string | undefined) {
	return {
		service: "apigateway",
		sourceArn,
		...(roleArn === undefined ? { policy: { principal: "apigateway.amazonaws.com" } } : {}),
	};
}
