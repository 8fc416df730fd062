import { describe, expect, it } from "vitest";
import type { Stack } from "#sandbox/stack/stack.ts";
import { readStack } from "#sandbox/template/read-stack.ts";

const SAM = "Transform: AWS::Serverless-2016-10-31\n";
const FN = "Handler: app.handler, Runtime: nodejs24.x";

function readAll(text: string) {
	const result = readStack("template.yaml", text, "eu-central-1");
	if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
	return result;
}
/** The stack without lines and roles, which two ways to write the same cannot share. */
function stackOf(text: string): Omit<Stack, "roles" | "executionRoles"> {
	const { roles: _, executionRoles: __, ...stack } = wholeStackOf(text);
	return stack;
}
function wholeStackOf(text: string): Stack {
	return JSON.parse(JSON.stringify(readAll(text).stack, (key, value) => (key === "line" ? undefined : value)));
}
/** As {@link stackOf}, resources in the order of their ids. */
function sorted(text: string) {
	const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
	return Object.fromEntries(Object.entries(stackOf(text)).map(([kind, list]) => [kind, [...list].sort(byId)]));
}
function problemsOf(text: string) {
	const result = readStack("template.yaml", text, "eu-central-1");
	return result.ok ? [] : result.problems.map(({ message, place }) => [message, place?.line]);
}
const permission = (id: string, fn: string, principal: string, source: string) =>
	`  ${id}: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref ${fn}, Principal: ${principal}, SourceArn: ${source} } }\n`;
const plainFunction = (id: string) =>
	`  ${id}: { Type: AWS::Lambda::Function, Properties: { ${FN}, Code: ., Role: "arn:aws:iam::123456789012:role/x" } }\n`;

const QUEUES = `
  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5 } } }
  Dead: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }
`;

describe("an event of SAM deploys what plain CloudFormation says in full:", () => {
	it.each([
		[
			"SQS",
			`${SAM}Resources:${QUEUES}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      ${FN.replace(", ", "\n      ")}
      Events:
        Queue:
          Type: SQS
          Properties: { Queue: !GetAtt Orders.Arn, BatchSize: 5, FunctionResponseTypes: [ReportBatchItemFailures], ScalingConfig: { MaximumConcurrency: 3 }, FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] } }
`,
			`Resources:${QUEUES}${plainFunction("Worker")}
  WorkerQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !GetAtt Worker.Arn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: "5", FunctionResponseTypes: [ReportBatchItemFailures], ScalingConfig: { MaximumConcurrency: 3 }, FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] } }
`,
		],
		[
			"SNS, with a queue between",
			`${SAM}Resources:
  Topic: { Type: AWS::SNS::Topic }
  Worker: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { News: { Type: SNS, Properties: { Topic: !Ref Topic, SqsSubscription: true, FilterPolicy: { kind: [order] } } } } } }
`,
			`Resources:
  Topic: { Type: AWS::SNS::Topic }
${plainFunction("Worker")}  WorkerNewsQueue: { Type: AWS::SQS::Queue }
  WorkerNews: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt WorkerNewsQueue.Arn, FilterPolicy: '{"kind":["order"]}' } }
  WorkerNewsEventSourceMapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: Worker, EventSourceArn: !GetAtt WorkerNewsQueue.Arn } }
  WorkerNewsQueuePolicy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref WorkerNewsQueue], PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: "*", Action: sqs:SendMessage, Resource: !GetAtt WorkerNewsQueue.Arn, Condition: { ArnEquals: { aws:SourceArn: !Ref Topic } } }] } } }
`,
		],
		[
			"SNS and S3 of one function",
			`${SAM}Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }
  Uploads: { Type: AWS::S3::Bucket, Properties: { BucketName: my-uploads } }
  Worker: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { News: { Type: SNS, Properties: { Topic: !Ref Topic } }, File: { Type: S3, Properties: { Bucket: !Ref Uploads, Events: [s3:ObjectCreated:*, s3:ObjectRemoved:Delete], Filter: { S3Key: { Rules: [{ Name: prefix, Value: in/ }, { Name: suffix, Value: .jpg }] } } } } } } }
`,
			`Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: my-uploads
      NotificationConfiguration:
        LambdaConfigurations:
          - { Event: s3:ObjectCreated:*, Function: !GetAtt Worker.Arn, Filter: { S3Key: { Rules: [{ Name: Prefix, Value: in/ }, { Name: Suffix, Value: .jpg }] } } }
          - { Event: s3:ObjectRemoved:Delete, Function: !GetAtt Worker.Arn, Filter: { S3Key: { Rules: [{ Name: Prefix, Value: in/ }, { Name: Suffix, Value: .jpg }] } } }
${plainFunction("Worker")}  WorkerNews: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref Topic, Protocol: lambda, Endpoint: !GetAtt Worker.Arn } }
${permission("WorkerNewsPermission", "Worker", "sns.amazonaws.com", "!Ref Topic")}  WorkerFilePermission: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Worker, Principal: s3.amazonaws.com, SourceAccount: !Ref AWS::AccountId } }
`,
		],
		[
			"rules of EventBridge, by pattern and by time, with a queue for dead letters",
			`${SAM}Resources:
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: shop } }
  Worker: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { Placed: { Type: EventBridgeRule, Properties: { EventBusName: !Ref Bus, Pattern: { source: [shop], detail: { total: [{ numeric: [">", 10] }] } }, InputPath: $.detail, DeadLetterConfig: { Type: SQS }, RetryPolicy: { MaximumRetryAttempts: 2 } } }, Nightly: { Type: Schedule, Properties: { Schedule: cron(0 3 * * ? *), Enabled: false, Input: '{"night":true}' } } } } }
`,
			`Resources:
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: shop } }
${plainFunction("Worker")}  WorkerPlacedQueue: { Type: AWS::SQS::Queue }
  WorkerPlacedQueuePolicy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref WorkerPlacedQueue], PolicyDocument: { Version: "2012-10-17", Statement: [{ Action: sqs:SendMessage, Effect: Allow, Principal: { Service: events.amazonaws.com }, Resource: !GetAtt WorkerPlacedQueue.Arn, Condition: { ArnEquals: { aws:SourceArn: !GetAtt WorkerPlaced.Arn } } }] } } }
  WorkerPlaced: { Type: AWS::Events::Rule, Properties: { EventBusName: shop, EventPattern: { source: [shop], detail: { total: [{ numeric: [">", 10] }] } }, Targets: [{ Id: WorkerPlacedLambdaTarget, Arn: !GetAtt Worker.Arn, InputPath: $.detail, DeadLetterConfig: { Arn: !GetAtt WorkerPlacedQueue.Arn }, RetryPolicy: { MaximumRetryAttempts: 2 } }] } }
  WorkerNightly: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: cron(0 3 * * ? *), State: DISABLED, Targets: [{ Id: WorkerNightlyLambdaTarget, Arn: !GetAtt Worker.Arn, Input: '{"night":true}' }] } }
${permission("WorkerPlacedPermission", "Worker", "events.amazonaws.com", "!GetAtt WorkerPlaced.Arn")}${permission("WorkerNightlyPermission", "Worker", "events.amazonaws.com", "!GetAtt WorkerNightly.Arn")}`,
		],
		[
			"a schedule of EventBridge Scheduler",
			`${SAM}Resources:
  Role: { Type: AWS::IAM::Role, Properties: { RoleName: caller, AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: scheduler.amazonaws.com }, Action: sts:AssumeRole }] } } }
  Worker: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { Daily: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day), ScheduleExpressionTimezone: Europe/Berlin, RoleArn: !GetAtt Role.Arn } } } } }
`,
			`Resources:
  Role: { Type: AWS::IAM::Role, Properties: { RoleName: caller, AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: scheduler.amazonaws.com }, Action: sts:AssumeRole }] } } }
${plainFunction("Worker")}  WorkerDaily: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 day), ScheduleExpressionTimezone: Europe/Berlin, FlexibleTimeWindow: { Mode: OFF }, Target: { Arn: !GetAtt Worker.Arn, RoleArn: arn:aws:iam::123456789012:role/caller } } }
`,
		],
		[
			"Kinesis and DynamoDB",
			`${SAM}Resources:
  Clicks: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 2 } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }], KeySchema: [{ AttributeName: pk, KeyType: HASH }], StreamSpecification: { StreamViewType: NEW_IMAGE } } }
  Dead: { Type: AWS::SQS::Queue }
  Worker: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { Clicks: { Type: Kinesis, Properties: { Stream: !GetAtt Clicks.Arn, StartingPosition: LATEST, BisectBatchOnFunctionError: true, ParallelizationFactor: 2, DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Dead.Arn } } } }, Rows: { Type: DynamoDB, Properties: { Stream: !GetAtt Table.StreamArn, StartingPosition: TRIM_HORIZON, MaximumRetryAttempts: 3, MaximumRecordAgeInSeconds: 60, TumblingWindowInSeconds: 30 } } } } }
`,
			`Resources:
  Clicks: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 2 } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }], KeySchema: [{ AttributeName: pk, KeyType: HASH }], StreamSpecification: { StreamViewType: NEW_IMAGE } } }
  Dead: { Type: AWS::SQS::Queue }
${plainFunction("Worker")}  WorkerClicks: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Worker, EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: LATEST, BisectBatchOnFunctionError: true, ParallelizationFactor: 2, DestinationConfig: { OnFailure: { Destination: !GetAtt Dead.Arn } } } }
  WorkerRows: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Worker, EventSourceArn: !GetAtt Table.StreamArn, StartingPosition: TRIM_HORIZON, MaximumRetryAttempts: 3, MaximumRecordAgeInSeconds: 60, TumblingWindowInSeconds: 30 } }
`,
		],
		[
			"a URL",
			`${SAM}Resources:
  Worker: { Type: AWS::Serverless::Function, Properties: { ${FN}, FunctionUrlConfig: { AuthType: NONE, InvokeMode: RESPONSE_STREAM, Cors: { AllowOrigins: ["*"] } } } }
`,
			`Resources:
${plainFunction("Worker")}  WorkerUrl: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Worker, AuthType: NONE, InvokeMode: RESPONSE_STREAM, Cors: { AllowOrigins: ["*"] } } }
  WorkerUrlPublicPermissions: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunctionUrl, FunctionName: !Ref Worker, Principal: "*", FunctionUrlAuthType: NONE } }
  WorkerURLInvokeAllowPublicAccess: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Worker, Principal: "*", InvokedViaFunctionUrl: true } }
`,
		],
	])("%s", (_, sam, plain) => {
		const deployed = sorted(sam);
		expect(deployed).toEqual(sorted(plain));
		expect(Object.values(deployed).flat().length).toBeGreaterThan(0);
	});
});

describe("asynchronous invocation", () => {
	const config = `MaximumRetryAttempts: 1, DestinationConfig: { OnSuccess: { Type: SQS }, OnFailure: { Type: SNS } }`;
	const text = `${SAM}Resources:
  Dead: { Type: AWS::SQS::Queue }
  Worker: { Type: AWS::Serverless::Function, Properties: { ${FN}, DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Dead.Arn }, EventInvokeConfig: { ${config} } } }
`;

	it("has retries, a dead-letter queue, and destinations that SAM makes when none is named (L158, L164, L165)", () => {
		const { functions, stack } = readAll(text);
		expect(functions[0]?.service).toEqual({
			deadLetterArn: "arn:aws:sqs:eu-central-1:123456789012:Dead",
			eventInvoke: {
				maximumEventAgeSeconds: 21_600,
				maximumRetryAttempts: 1,
				onSuccessArn: "arn:aws:sqs:eu-central-1:123456789012:WorkerEventInvokeConfigOnSuccessQueue",
				onFailureArn: "arn:aws:sns:eu-central-1:123456789012:WorkerEventInvokeConfigOnFailureTopic",
			},
		});
		expect(stack.queues.map(({ id }) => id)).toContain("WorkerEventInvokeConfigOnSuccessQueue");
		expect(stack.topics.map(({ id }) => id)).toEqual(["WorkerEventInvokeConfigOnFailureTopic"]);
	});

	it("needs a Destination of the other types", () => {
		expect(problemsOf(text.replace("OnSuccess: { Type: SQS }", "OnSuccess: { Type: Lambda }"))).toEqual([
			["Destination is required if Type is not SQS or SNS", 4],
		]);
	});
});

describe("events of an alias", () => {
	it("call the alias that SAM publishes, and the permission is for it (L219)", () => {
		const { stack, functions } = readAll(`${SAM}Resources:
  Topic: { Type: AWS::SNS::Topic }
  Worker: { Type: AWS::Serverless::Function, Properties: { ${FN}, AutoPublishAlias: live, Events: { News: { Type: SNS, Properties: { Topic: !Ref Topic } } } } }
  Other: { Type: AWS::Serverless::Function, Properties: { ${FN}, Environment: { Variables: { ALIAS: !Ref Worker.Alias, VERSION: !GetAtt Worker.Version.Version } } } }
`);
		const alias = "arn:aws:lambda:eu-central-1:123456789012:function:Worker:live";
		expect(stack.subscriptions[0]?.endpoint).toBe(alias);
		expect(stack.permissions[0]?.functionArn).toBe(alias);
		expect(functions[1]?.environment).toEqual({ ALIAS: alias, VERSION: "1" });
	});
});

describe("an API of events", () => {
	const api = `${SAM}Globals:
  Api: { Cors: "'*'" }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs24.x
      Events:
        Get: { Type: Api, Properties: { Path: "/orders/{id}", Method: get } }
        Any: { Type: HttpApi, Properties: { Path: /v2/orders, Method: ANY } }
        Rest: { Type: HttpApi }
Outputs:
  Url: { Value: !Sub "https://\${ServerlessRestApi}.execute-api.\${AWS::Region}.amazonaws.com/Prod" }
`;

	it("is the implicit one when they name none, with its stage, its methods and SAM's permissions", () => {
		const { apis, permissions } = readAll(api).stack;
		expect(apis.map(({ id, kind, stage }) => [id, kind, stage])).toEqual([
			["ServerlessRestApi", "rest", "Prod"],
			["ServerlessHttpApi", "http", "$default"],
		]);
		expect(apis.map(({ routes }) => routes.map(({ method, path }) => `${method} ${path}`))).toEqual([
			["GET /orders/{id}", "OPTIONS /orders/{id}"],
			["ANY /v2/orders", "ANY $default"],
		]);
		expect(apis[0]?.routes[0]?.integration).toMatchObject({ kind: "proxy", payloadVersion: "1.0", timeoutMs: 29_000 });
		expect(apis[1]?.routes[0]?.integration).toMatchObject({ kind: "proxy", payloadVersion: "2.0", timeoutMs: 30_000 });
		expect(permissions.map(({ id, sourceArn }) => [id, sourceArn?.replace(/execute-api:.*:[a-z0-9]{10}/, "API")])).toEqual([
			["OrdersGetPermissionProd", "arn:aws:API/*/GET/orders/*"],
			["OrdersAnyPermission", "arn:aws:API/*/*/v2/orders"],
			["OrdersRestPermission", "arn:aws:API/*/*/$default"],
		]);
	});

	it("refuses two events for one method and path, and an API that is not there", () => {
		const twice = api.replace(
			"        Any:",
			'        Again: { Type: Api, Properties: { Path: "/orders/{id}", Method: GET } }\n        Any:',
		);
		expect(problemsOf(twice)[0]?.[0]).toBe('API method "get" defined multiple times for path "/orders/{id}".');
		const lost = api.replace("Method: get }", "Method: get, RestApiId: !Ref Nothing }");
		expect(problemsOf(lost)[0]?.[0]).toMatch(/^RestApiId property of Api event must reference a valid resource/);
	});
});

describe("what AWS would refuse", () => {
	const queue = (properties: string) =>
		`Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: { ${properties} }\n${plainFunction("Fn")}`;
	const mapping = (properties: string, source = "!GetAtt Q.Arn") =>
		`Resources:\n  Q: { Type: AWS::SQS::Queue }\n  S: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }\n${plainFunction("Fn")}  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: ${source}, ${properties} } }\n`;

	it.each([
		["a FIFO queue without .fifo", queue("QueueName: orders, FifoQueue: true"), /must end with \.fifo suffix/],
		["a name with .fifo of a standard queue", queue("QueueName: orders.fifo"), /^Can only include alphanumeric/],
		["a batch above 10 without a window (L173)", mapping("BatchSize: 11"), /^Maximum batch window in seconds must be greater than 0/],
		["a batch above 10,000 (L183)", mapping("BatchSize: 10001, MaximumBatchingWindowInSeconds: 1"), /from 1 to 10000/],
		["a failure destination of a queue (L181)", mapping("DestinationConfig: {}"), /^Unsupported DestinationConfig parameter/],
		[
			"a stream without a starting position (L175)",
			mapping("BatchSize: 1", "!GetAtt S.Arn"),
			/'startingPosition' failed to satisfy constraint/,
		],
		[
			"a queue less patient than its function (L188)",
			mapping("BatchSize: 1").replace("Code: .", "Code: ., Timeout: 31"),
			/^Invalid request provided: Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds$/,
		],
		[
			"a schedule on a bus of its own (L329)",
			`Resources:\n${plainFunction("Fn")}  R: { Type: AWS::Events::Rule, Properties: { EventBusName: b, ScheduleExpression: rate(1 hour) } }\n`,
			/^ScheduleExpression is supported only on the default event bus\.$/,
		],
		[
			"rate(1 hours) of a rule (L330)",
			`Resources:\n${plainFunction("Fn")}  R: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 hours) } }\n`,
			/^Parameter ScheduleExpression is not valid\.$/,
		],
		[
			"a circle of two",
			`Resources:\n${plainFunction("Fn")}  A: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref B } }\n  B: { Type: AWS::SQS::Queue, DependsOn: A }\n`,
			/^Circular dependency between resources: \[A, B\]$/,
		],
		[
			"a parameter that is not allowed",
			`Parameters:\n  Stage: { Type: String, Default: test, AllowedValues: [dev, prod] }\nResources:\n${plainFunction("Fn")}`,
			/'Stage' must be one of AllowedValues/,
		],
	])("is a problem: %s", (_, text, message) => {
		expect(problemsOf(text)[0]).toEqual([expect.stringMatching(message), expect.any(Number)]);
	});

	it("includes the well-known circle of a bucket, its event and a function that names the bucket", () => {
		const text = `${SAM}Resources:
  Uploads: { Type: AWS::S3::Bucket }
  Worker: { Type: AWS::Serverless::Function, Properties: { ${FN}, Environment: { Variables: { BUCKET: !Ref Uploads } }, Events: { File: { Type: S3, Properties: { Bucket: !Ref Uploads, Events: s3:ObjectCreated:* } } } } }
`;
		expect(problemsOf(text)).toEqual([["Circular dependency between resources: [Uploads, Worker, WorkerFilePermission]", 3]]);
	});
});

describe("two resources of one name", () => {
	it("are refused, as CloudFormation fails at the second", () => {
		const queue = (id: string) => `  ${id}: { Type: AWS::SQS::Queue, Properties: { QueueName: orders } }\n`;
		expect(problemsOf(`Resources:\n${queue("A")}${queue("B")}${plainFunction("Fn")}`)).toEqual([["orders already exists in stack", 3]]);
	});
});

describe("conditions", () => {
	const text = (wanted: string) => `Parameters:
  Wanted: { Type: String, Default: "${wanted}" }
Conditions:
  IsWanted: !Equals [!Ref Wanted, "yes"]
Resources:
${plainFunction("Fn")}  Queue: { Type: AWS::SQS::Queue, Condition: IsWanted, Properties: { DelaySeconds: !If [IsWanted, 7, !Ref AWS::NoValue] } }
  Other: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: !If [IsWanted, 7, !Ref AWS::NoValue] } }
`;

	it("create resources and give properties, or leave them out", () => {
		expect(readAll(text("yes")).stack.queues.map(({ id, delaySeconds }) => [id, delaySeconds])).toEqual([
			["Queue", 7],
			["Other", 7],
		]);
		expect(readAll(text("no")).stack.queues.map(({ id, delaySeconds }) => [id, delaySeconds])).toEqual([["Other", 0]]);
	});
});

describe("code in the template", () => {
	it("becomes a file index.js of its function alone", () => {
		const { functions, inlineFiles } = readAll(
			`Resources:\n  Fn: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs24.x, Code: { ZipFile: "exports.handler = async () => 1;" } } }\n`,
		);
		expect(functions[0]?.codeUri).toBe("Fn.inline/");
		expect([...inlineFiles]).toEqual([["Fn.inline/index.js", "exports.handler = async () => 1;"]]);
	});
});

describe("an API of plain CloudFormation", () => {
	const uri = "!Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations";
	const routesOf = (text: string) =>
		readAll(text).stack.apis.map(({ kind, stage, apiId, routes }) => [kind, stage, apiId, routes.map(({ id, line, ...route }) => route)]);

	it("of REST has the methods of its resources, as the same events of SAM have them", () => {
		const plain = `Resources:
${plainFunction("Fn")}  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: Api } }
  Items: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items } }
  Item: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref Items, PathPart: "{id}" } }
  GetItem: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref Item, HttpMethod: GET, AuthorizationType: NONE, Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: ${uri} } } }
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: GetItem, Properties: { RestApiId: !Ref Api } }
  Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: live } }
`
			.replaceAll("Uri: !Sub arn", "Uri: !Sub 'arn")
			.replaceAll("invocations }", "invocations' }");
		const sam = `${SAM}Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: live } }
  Fn: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: "/items/{id}", Method: get } } } } }
`;
		const routes = JSON.parse(JSON.stringify(routesOf(plain)));
		expect(routes[0][3][0].integration.httpMethod).toBe("POST");
		delete routes[0][3][0].integration.httpMethod;
		expect(routes).toEqual(JSON.parse(JSON.stringify(routesOf(sam))));
	});

	it("of HTTP has its routes with their integrations and authorizers, as the same events of SAM have them", () => {
		const plain = `Resources:
${plainFunction("Fn")}  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: Api, ProtocolType: HTTP } }
  Call: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn, PayloadFormatVersion: "2.0" } }
  Login: { Type: AWS::ApiGatewayV2::Authorizer, Properties: { ApiId: !Ref Api, Name: Login, AuthorizerType: JWT, IdentitySource: [$request.header.Authorization], JwtConfiguration: { Issuer: "https://id.example", Audience: [app] } } }
  List: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: GET /items, AuthorizationType: JWT, AuthorizerId: !Ref Login, Target: !Sub "integrations/\${Call}" } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true } }
`;
		const sam = `${SAM}Resources:
  Api: { Type: AWS::Serverless::HttpApi, Properties: { Auth: { DefaultAuthorizer: Login, Authorizers: { Login: { IdentitySource: $request.header.Authorization, JwtConfiguration: { issuer: "https://id.example", audience: [app] } } } } } }
  Fn: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { List: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /items, Method: get } } } } }
`;
		expect(JSON.parse(JSON.stringify(routesOf(plain)))).toEqual(JSON.parse(JSON.stringify(routesOf(sam))));
		expect(readAll(plain).stack.apis[0]?.authorizers[0]).toMatchObject({
			name: "Login",
			kind: "jwt",
			issuer: "https://id.example",
			audience: ["app"],
		});
	});
});

describe("a usage plan", () => {
	it("gives its keys their limits, for its APIs (L301, L302)", () => {
		const { stack } = readAll(`${SAM}Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { Get: { Type: Api, Properties: { Path: /, Method: get, Auth: { ApiKeyRequired: true } } } } } }
  Key: { Type: AWS::ApiGateway::ApiKey, Properties: { Enabled: true, Value: 01234567890123456789 } }
  Plan: { Type: AWS::ApiGateway::UsagePlan, Properties: { ApiStages: [{ ApiId: !Ref ServerlessRestApi, Stage: Prod }], Throttle: { RateLimit: 5, BurstLimit: 10 }, Quota: { Limit: 100, Period: DAY } } }
  KeyInPlan: { Type: AWS::ApiGateway::UsagePlanKey, Properties: { KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan } }
`);
		expect(stack.apis[0]?.routes[0]?.apiKeyRequired).toBe(true);
		expect(stack.apis[0]?.apiKeys).toMatchObject([{ throttle: { ratePerSecond: 5, burst: 10 }, quota: { limit: 100, period: "DAY" } }]);
	});
});

describe("an OpenAPI document", () => {
	const document = (type: string) =>
		`{ openapi: 3.0.1, paths: { "/items/{id}": { get: { x-amazon-apigateway-integration: { type: ${type}, httpMethod: POST, uri: !Sub "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations" } } } } }`;
	const sam = (type: string) => `${SAM}Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: live, DefinitionBody: ${document(type)} } }
  Fn: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
`;

	it("gives the methods of SAM's API and of a RestApi alike", () => {
		const plain = `Resources:\n${plainFunction("Fn")}  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: Api, Body: ${document("aws_proxy")} } }
  Stage: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: live } }\n`;
		const [api] = stackOf(sam("AWS_PROXY")).apis;
		expect(api?.routes).toMatchObject([
			{ method: "GET", path: "/items/{id}", integration: { kind: "proxy", functionArn: expect.stringMatching(/:function:Fn$/) } },
		]);
		expect(stackOf(plain).apis[0]).toMatchObject({ stage: "live", routes: api?.routes });
	});

	it("names operations whose integration cannot be known", () => {
		const { stack, notSimulated } = readAll(sam("aws_proxy").replace("${Fn.Arn}", "fn"));
		expect(stack.apis[0]?.routes).toEqual([]);
		expect(notSimulated).toEqual([
			{
				line: 3,
				what: "an integration AWS_PROXY that calls nothing known of GET /items/{id} of Api",
				consequence: "The method does not exist.",
			},
		]);
	});
});

describe("logs and alarms", () => {
	it("are deployed with their groups, filters and thresholds", () => {
		const { stack } = readAll(`${SAM}Resources:
  Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/lambda/app, RetentionInDays: 7 } }
  Errors: { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: AWS/Lambda, MetricName: Errors, Dimensions: [{ Name: FunctionName, Value: !Ref Fn }], Statistic: Sum, Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2, Threshold: 1, ComparisonOperator: GreaterThanOrEqualToThreshold } }
  Fn: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { Lines: { Type: CloudWatchLogs, Properties: { LogGroupName: !Ref Group, FilterPattern: ERROR } } } } }
`);
		expect(stack.logGroups).toMatchObject([{ name: "/aws/lambda/app", retentionDays: 7 }]);
		expect(stack.subscriptionFilters).toMatchObject([
			{ id: "FnLines", logGroupName: "/aws/lambda/app", pattern: "ERROR", destinationArn: expect.stringMatching(/:function:Fn$/) },
		]);
		expect(stack.permissions).toMatchObject([
			{ principal: "logs.amazonaws.com", sourceArn: "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/app:*" },
		]);
		expect(stack.alarms).toMatchObject([
			{ metric: "Errors", dimensions: { FunctionName: "Fn" }, datapointsToAlarm: 2, evaluationPeriods: 3 },
		]);
	});
});

describe("a hostile template of resources", () => {
	it("with more than 500 of them is refused as CloudFormation refuses it", () => {
		const many = Array.from({ length: 501 }, (_, n) => `  Q${n}: { Type: AWS::SQS::Queue }\n`).join("");
		expect(problemsOf(`Resources:\n${many}`)[0]?.[0]).toMatch(/Number of resources, 501, is greater than maximum allowed, 500/);
	});

	it("whose names refer to each other in a long chain, or many times over, ends", () => {
		const chain = Array.from(
			{ length: 499 },
			(_, n) => `  T${n}: { Type: AWS::SNS::Topic, Properties: { TopicName: !Sub "\${T${n + 1}.TopicName}\${T${n + 1}.TopicName}" } }\n`,
		).join("");
		expect(problemsOf(`Resources:\n${chain}  T499: { Type: AWS::SNS::Topic }\n`).length).toBeGreaterThan(0);
	});
});
