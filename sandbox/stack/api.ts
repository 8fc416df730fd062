import type { Json } from "#sandbox/json-value.ts";
import type { StackResource } from "./stack.ts";

export type StackCors = {
	origins: string[];
	methods: string[];
	headers: string[];
	exposeHeaders: string[];
	credentials: boolean;
	maxAgeSeconds: number | undefined;
};

export type StackAuthorizer = { id: string; name: string } & (
	| {
			kind: "lambda";
			/** REST: TOKEN or REQUEST; HTTP: REQUEST with payload format 1.0 or 2.0. */
			type: "TOKEN" | "REQUEST";
			functionArn: string;
			/** For example `method.request.header.Authorization` or `$request.header.Authorization`. */
			identitySources: string[];
			payloadVersion: "1.0" | "2.0";
			simpleResponses: boolean;
			resultTtlSeconds: number;
	  }
	| { kind: "jwt"; issuer: string; audience: string[]; identitySources: string[] }
	| { kind: "cognito"; userPoolArns: string[]; identitySources: string[] }
	| { kind: "iam" }
);

export type StackRoute = StackResource & {
	/** `ANY` matches every method. Of a WebSocket API the route key, such as `$connect`. */
	method: string;
	/** For example `/orders/{id}` or `/files/{proxy+}`; `$default` of an HTTP API. Empty for a WebSocket API. */
	path: string;
	integration:
		| { kind: "proxy"; functionArn: string; payloadVersion: "1.0" | "2.0"; timeoutMs: number }
		| {
				kind: "custom";
				functionArn: string;
				requestTemplates: Record<string, string>;
				responses: { pattern: string; status: number; templates: Record<string, string> }[];
				timeoutMs: number;
		  }
		| {
				kind: "mock";
				requestTemplates: Record<string, string>;
				responses: { pattern: string; status: number; templates: Record<string, string> }[];
		  }
		| { kind: "http"; uri: string; method: string; timeoutMs: number };
	/** Name of the authorizer; undefined: open to all. */
	authorizer: string | undefined;
	scopes: string[];
	apiKeyRequired: boolean;
	/** REST only: what is checked before the integration is called. */
	validation: { body: boolean; parameters: boolean; model: Json | undefined; requiredParameters: string[] } | undefined;
};

/** An API of API Gateway, in any of its three kinds. */
export type StackApi = StackResource & {
	kind: "rest" | "http" | "websocket";
	/** As in its address, `https://APIID.execute-api.REGION.amazonaws.com`. */
	apiId: string;
	name: string;
	stage: string;
	stageVariables: Record<string, string>;
	routes: StackRoute[];
	authorizers: StackAuthorizer[];
	cors: StackCors | undefined;
	binaryMediaTypes: string[];
	throttle: { ratePerSecond: number; burst: number } | undefined;
	apiKeys: {
		id: string;
		value: string;
		throttle: { ratePerSecond: number; burst: number } | undefined;
		quota: { limit: number; period: "DAY" | "WEEK" | "MONTH" } | undefined;
	}[];
	/** WebSocket only, for example `$request.body.action`. */
	routeSelectionExpression: string | undefined;
};

/** FunctionUrlConfig, or AWS::Lambda::Url. */
export type StackFunctionUrl = StackResource & {
	functionArn: string;
	/** As in its address, `https://URLID.lambda-url.REGION.on.aws/`. */
	urlId: string;
	authType: "NONE" | "AWS_IAM";
	invokeMode: "BUFFERED" | "RESPONSE_STREAM";
	cors: StackCors | undefined;
};
