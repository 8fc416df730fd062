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
			/** REST, TOKEN: a token that this regular expression does not match is refused without a call. */
			tokenPattern?: string | undefined;
			/** The gateway calls under a role, and the function's resource policy is not asked. */
			roleArn?: string | undefined;
	  }
	| { kind: "jwt"; issuer: string; audience: string[]; identitySources: string[] }
	| { kind: "cognito"; userPoolArns: string[]; identitySources: string[] }
	| { kind: "iam" }
);

/** Token bucket: refilled at a rate, holding at most `burst`. */
export type StackThrottle = { ratePerSecond: number; burst: number };

/** How a result of a non-proxy integration becomes the method's response. */
export type StackIntegrationResponse = {
	/** SelectionPattern: a regular expression over the whole errorMessage (Lambda) or status (others); empty: the default. */
	pattern: string;
	status: number;
	/** By content type, VTL. */
	templates: Record<string, string>;
	/** For example `method.response.header.Access-Control-Allow-Origin` to `'*'` or `integration.response.body.id`. */
	parameters?: Record<string, string> | undefined;
};

/** What all integrations of a REST or WebSocket API that map requests and responses have. */
export type StackTemplates = {
	/** By content type, VTL. */
	requestTemplates: Record<string, string>;
	/** For example `integration.request.querystring.id` to `method.request.path.id` or `'constant'`. */
	requestParameters?: Record<string, string> | undefined;
	/** What becomes of a body that no template is for; WHEN_NO_MATCH when absent. */
	passthrough?: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER" | undefined;
	responses: StackIntegrationResponse[];
};

/** Parameter mapping of an HTTP API: what is changed of a request or a response on its way. */
export type StackParameterMapping = {
	/** For example `overwrite:path` to `/v2/${request.path.id}`, or `append:header.X-Stage` to `$context.stage`. */
	request: Record<string, string>;
	/** By status of the integration's response: for example `overwrite:statuscode` to `403`. */
	responses: Record<string, Record<string, string>>;
};

export type StackIntegration =
	| {
			kind: "proxy";
			functionArn: string;
			payloadVersion: "1.0" | "2.0";
			timeoutMs: number;
			/** Credentials: the gateway calls under a role, and the function's resource policy is not asked. */
			roleArn?: string | undefined;
			/** IntegrationHttpMethod; anything but POST fails (L277). POST when absent. */
			httpMethod?: string | undefined;
			/** REST: responseTransferMode STREAM (L300). */
			streams?: boolean | undefined;
			/** HTTP APIs only. */
			mapping?: StackParameterMapping | undefined;
	  }
	| (StackTemplates & {
			kind: "custom";
			functionArn: string;
			timeoutMs: number;
			roleArn?: string | undefined;
			httpMethod?: string | undefined;
	  })
	| ({ kind: "mock" } & StackTemplates)
	/** An operation of another service of AWS, such as SendMessage of SQS. */
	| (StackTemplates & {
			kind: "service";
			/** As in the URI: `sqs`. */
			service: string;
			/** As in the URI: `path/ACCOUNT/QUEUE` or `action/PutEvents`; of an HTTP API `action/` and the operation of its subtype. */
			action: string;
			/** Credentials: the role under which the gateway calls. */
			roleArn?: string | undefined;
			timeoutMs: number;
	  })
	/** A server of the simulated network. */
	| (StackTemplates & {
			kind: "http";
			/** With `{name}` for parameters of the path. */
			uri: string;
			/** `ANY`: that of the request. */
			method: string;
			/** HTTP_PROXY: request and response pass as they are. */
			proxy: boolean;
			timeoutMs: number;
			/** HTTP APIs only. */
			mapping?: StackParameterMapping | undefined;
	  });

export type StackRoute = StackResource & {
	/** `ANY` matches every method. Of a WebSocket API the route key, such as `$connect`. */
	method: string;
	/** For example `/orders/{id}` or `/files/{proxy+}`; `$default` of an HTTP API. Empty for a WebSocket API. */
	path: string;
	integration: StackIntegration;
	/** Name of the authorizer; undefined: open to all. */
	authorizer: string | undefined;
	scopes: string[];
	apiKeyRequired: boolean;
	/** REST only: what is checked before the integration is called. */
	validation:
		| {
				body: boolean;
				parameters: boolean;
				/** Of application/json: JSON Schema draft 4, references to other models resolved into `definitions`. */
				model: Json | undefined;
				/** For example `method.request.querystring.page`. */
				requiredParameters: string[];
		  }
		| undefined;
	/** Of this method or route alone, in place of the stage's. */
	throttle?: StackThrottle | undefined;
	/** WebSocket only: whether the integration's answer is sent back to the connection. */
	routeResponse?: boolean | undefined;
};

/** AWS::ApiGateway::GatewayResponse. */
export type StackGatewayResponse = {
	/** For example `UNAUTHORIZED`, `DEFAULT_4XX`. */
	type: string;
	status: number | undefined;
	/** For example `gatewayresponse.header.Access-Control-Allow-Origin` to `'*'`. */
	parameters: Record<string, string>;
	/** By content type. */
	templates: Record<string, string>;
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
	throttle: StackThrottle | undefined;
	apiKeys: {
		id: string;
		value: string;
		/** Of its usage plan, for this stage. */
		throttle: StackThrottle | undefined;
		quota: { limit: number; period: "DAY" | "WEEK" | "MONTH" } | undefined;
		/** Usage plan; keys of the same one share nothing, as on AWS. Undefined: in no plan of this stage, so that it is refused. */
		planId?: string | undefined;
		/** Limits of the plan for single methods, by `GET /orders`. */
		methods?: Record<string, StackThrottle> | undefined;
	}[];
	/** WebSocket only, for example `$request.body.action`. */
	routeSelectionExpression: string | undefined;
	/** REST only: where the API key comes from; HEADER (x-api-key) when absent. */
	apiKeySource?: "HEADER" | "AUTHORIZER" | undefined;
	gatewayResponses?: StackGatewayResponse[] | undefined;
	/** REST only: resource policy, with `execute-api:/…` written out as ARNs. */
	policy?: Json | undefined;
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
