import { ACCOUNT, arnOf, functionArn } from "#sandbox/stack/arn.ts";
import { generatedId, generatedUuid, hexId } from "./generated-ids.ts";
import { type Names, type ResourceNames, resolve } from "./intrinsics.ts";
import { type Resolved, Unknown } from "./resolved.ts";
import type { TemplateResource } from "./template-resource.ts";

/** A resource while its references are made: its physical name, and any property of it as far as it can be known. */
type Referred = { id: string; name: string; region: string; property(key: string): Resolved | undefined };
type Reference = {
	/** Property with the physical name, if the type has one. */
	named?: string;
	/** Physical name of a resource whose template gives none. */
	unnamed?: (of: Referred) => string;
	/** What `Ref` gives. */
	ref: (of: Referred) => Resolved;
	/** What `Fn::GetAtt` gives. */
	attributes?: Readonly<Record<string, (of: Referred) => Resolved>>;
};

/** ARN of the form `arn:aws:SERVICE:REGION:ACCOUNT:PREFIXname`. */
const arn =
	(service: string, prefix = "") =>
	(of: Referred) =>
		arnOf(service, of.region, `${prefix}${of.name}`);
const named = (property: string, service: string, prefix = ""): Reference => ({
	named: property,
	ref: ({ name }) => name,
	attributes: { Arn: arn(service, prefix) },
});
const iamArn = (kind: string) => (of: Referred) => `arn:aws:iam::${ACCOUNT}:${kind}/${of.name}`;

export const queueUrl = (region: string, name: string) => `https://sqs.${region}.amazonaws.com/${ACCOUNT}/${name}`;
export const apiId = (id: string) => generatedId("api", id, 10);
export const urlId = (id: string) => generatedId("url", id, 32);
/** Time that a stream of a table is named after: the day on which every simulated stack was deployed. */
const STREAM_LABEL = "2026-01-01T00:00:00.000";
export const bucketName = (id: string) => id.toLowerCase();

/** The version that a stack publishes is the first one of its function. */
export const FIRST_VERSION = "1";

/** Physical name of the function that a property FunctionName refers to, by name or by ARN. */
function functionNameOf(value: Resolved | undefined): string {
	const text = typeof value === "string" ? value : "";
	return /:function:([^:]+)/.exec(text)?.[1] ?? text.split(":")[0] ?? "";
}

const FUNCTION: Reference = named("FunctionName", "lambda", "function:");
const TABLE: Reference = {
	named: "TableName",
	ref: ({ name }) => name,
	attributes: {
		Arn: arn("dynamodb", "table/"),
		StreamArn: (of) =>
			of.property("StreamSpecification")
				? arnOf("dynamodb", of.region, `table/${of.name}/stream/${STREAM_LABEL}`)
				: new Unknown(`the attribute StreamArn of ${of.id}, which has no StreamSpecification,`),
	},
};
const LAYER: Reference = {
	named: "LayerName",
	ref: (of) => arnOf("lambda", of.region, `layer:${of.name}:1`),
	attributes: { LayerVersionArn: (of) => arnOf("lambda", of.region, `layer:${of.name}:1`) },
};
const HTTP_API: Reference = {
	ref: ({ id }) => apiId(id),
	attributes: {
		ApiId: ({ id }) => apiId(id),
		ApiEndpoint: ({ id, region }) => `https://${apiId(id)}.execute-api.${region}.amazonaws.com`,
	},
};
const REST_API: Reference = {
	ref: ({ id }) => apiId(id),
	attributes: { RootResourceId: ({ id }) => generatedId("resource", id, 10), RestApiId: ({ id }) => apiId(id) },
};
const balancerPath = ({ id, name }: Pick<Referred, "id" | "name">) => `app/${name}/${hexId("balancer", id)}`;
/** `LoadBalancerArn` of a listener, or `ListenerArn` of a rule, of which its own ARN is made. */
const below = (of: Referred, property: string, from: string, to: string) =>
	`${String(of.property(property)).replace(`:${from}/`, `:${to}/`)}/${hexId(to, of.id)}`;
const LOAD_BALANCER: Reference = {
	named: "Name",
	unnamed: ({ id }) => id.slice(0, 32),
	ref: (of) => arnOf("elasticloadbalancing", of.region, `loadbalancer/${balancerPath(of)}`),
	attributes: {
		LoadBalancerArn: (of) => arnOf("elasticloadbalancing", of.region, `loadbalancer/${balancerPath(of)}`),
		LoadBalancerName: ({ name }) => name,
		LoadBalancerFullName: balancerPath,
		DNSName: ({ id, name, region }) =>
			`${name}-${String(Number.parseInt(hexId("dns", id).slice(0, 8), 16)).padStart(10, "1")}.${region}.elb.amazonaws.com`,
		CanonicalHostedZoneID: ({ id }) => `Z${generatedId("zone", id, 13).toUpperCase()}`,
	},
};
const TARGET_GROUP: Reference = {
	named: "Name",
	unnamed: ({ id }) => id.slice(0, 32),
	ref: (of) => arnOf("elasticloadbalancing", of.region, `targetgroup/${of.name}/${hexId("targetgroup", of.id)}`),
	attributes: {
		TargetGroupArn: (of) => arnOf("elasticloadbalancing", of.region, `targetgroup/${of.name}/${hexId("targetgroup", of.id)}`),
		TargetGroupFullName: ({ id, name }) => `targetgroup/${name}/${hexId("targetgroup", id)}`,
		TargetGroupName: ({ name }) => name,
	},
};
const LISTENER: Reference = {
	ref: (of) => below(of, "LoadBalancerArn", "loadbalancer", "listener"),
	attributes: { ListenerArn: (of) => below(of, "LoadBalancerArn", "loadbalancer", "listener") },
};
const LISTENER_RULE: Reference = {
	ref: (of) => below(of, "ListenerArn", "listener", "listener-rule"),
	attributes: { RuleArn: (of) => below(of, "ListenerArn", "listener", "listener-rule") },
};
const STATE_MACHINE: Reference = {
	named: "StateMachineName",
	unnamed: (of) => (typeof of.property("Name") === "string" ? (of.property("Name") as string) : of.id),
	ref: arn("states", "stateMachine:"),
	attributes: { Arn: arn("states", "stateMachine:"), Name: ({ name }) => name },
};

/**
 * What `Ref` and `Fn::GetAtt` give for each type of resource, as the reference of its type in the CloudFormation user guide says under
 * "Return values".
 */
const REFERENCES: Readonly<Record<string, Reference>> = {
	"AWS::Serverless::Function": FUNCTION,
	"AWS::Lambda::Function": FUNCTION,
	"AWS::Lambda::Version": {
		ref: (of) => functionArn(of.region, functionNameOf(of.property("FunctionName")), FIRST_VERSION),
		attributes: {
			Version: () => FIRST_VERSION,
			FunctionArn: (of) => functionArn(of.region, functionNameOf(of.property("FunctionName")), FIRST_VERSION),
		},
	},
	"AWS::Lambda::Alias": {
		named: "Name",
		ref: (of) => functionArn(of.region, functionNameOf(of.property("FunctionName")), of.name),
		attributes: { AliasArn: (of) => functionArn(of.region, functionNameOf(of.property("FunctionName")), of.name) },
	},
	"AWS::Lambda::Url": {
		ref: (of) => of.property("TargetFunctionArn") ?? of.id,
		attributes: {
			FunctionArn: (of) => of.property("TargetFunctionArn") ?? of.id,
			FunctionUrl: ({ id, region }) => `https://${urlId(id)}.lambda-url.${region}.on.aws/`,
		},
	},
	"AWS::Lambda::EventSourceMapping": {
		ref: ({ id }) => generatedUuid("mapping", id),
		attributes: {
			Id: ({ id }) => generatedUuid("mapping", id),
			EventSourceMappingArn: ({ id, region }) => arnOf("lambda", region, `event-source-mapping:${generatedUuid("mapping", id)}`),
		},
	},
	"AWS::Lambda::LayerVersion": LAYER,
	"AWS::Serverless::LayerVersion": LAYER,
	"AWS::SQS::Queue": {
		named: "QueueName",
		unnamed: (of) => (String(of.property("FifoQueue")) === "true" ? `${of.id}.fifo` : of.id),
		ref: ({ name, region }) => queueUrl(region, name),
		attributes: { Arn: arn("sqs"), QueueName: ({ name }) => name, QueueUrl: ({ name, region }) => queueUrl(region, name) },
	},
	"AWS::SNS::Topic": {
		named: "TopicName",
		unnamed: (of) => (String(of.property("FifoTopic")) === "true" ? `${of.id}.fifo` : of.id),
		ref: arn("sns"),
		attributes: { TopicArn: arn("sns"), TopicName: ({ name }) => name },
	},
	"AWS::SNS::Subscription": {
		ref: (of) => `${typeof of.property("TopicArn") === "string" ? of.property("TopicArn") : ""}:${generatedUuid("subscription", of.id)}`,
		attributes: { Arn: (of) => `${String(of.property("TopicArn"))}:${generatedUuid("subscription", of.id)}` },
	},
	"AWS::Events::EventBus": {
		...named("Name", "events", "event-bus/"),
		attributes: { Arn: arn("events", "event-bus/"), Name: ({ name }) => name },
	},
	"AWS::Events::Rule": {
		named: "Name",
		ref: ({ name }) => name,
		attributes: {
			Arn: (of) => {
				const bus = of.property("EventBusName");
				const busName = typeof bus === "string" ? bus.slice(bus.lastIndexOf("/") + 1) : "default";
				return arnOf("events", of.region, `rule/${busName === "default" ? "" : `${busName}/`}${of.name}`);
			},
		},
	},
	"AWS::Events::Archive": named("ArchiveName", "events", "archive/"),
	"AWS::Scheduler::ScheduleGroup": named("Name", "scheduler", "schedule-group/"),
	"AWS::Scheduler::Schedule": {
		named: "Name",
		ref: ({ name }) => name,
		attributes: {
			Arn: (of) => {
				const group = of.property("GroupName");
				return arnOf("scheduler", of.region, `schedule/${typeof group === "string" ? group : "default"}/${of.name}`);
			},
		},
	},
	"AWS::Kinesis::Stream": named("Name", "kinesis", "stream/"),
	"AWS::DynamoDB::Table": TABLE,
	"AWS::DynamoDB::GlobalTable": TABLE,
	"AWS::Serverless::SimpleTable": TABLE,
	"AWS::S3::Bucket": {
		named: "BucketName",
		unnamed: ({ id }) => bucketName(id),
		ref: ({ name }) => name,
		attributes: {
			Arn: ({ name }) => `arn:aws:s3:::${name}`,
			DomainName: ({ name }) => `${name}.s3.amazonaws.com`,
			RegionalDomainName: ({ name, region }) => `${name}.s3.${region}.amazonaws.com`,
			WebsiteURL: ({ name, region }) => `http://${name}.s3-website.${region}.amazonaws.com`,
		},
	},
	"AWS::Serverless::Api": REST_API,
	"AWS::ApiGateway::RestApi": REST_API,
	"AWS::ApiGateway::Resource": {
		ref: ({ id }) => generatedId("resource", id, 6),
		attributes: { ResourceId: ({ id }) => generatedId("resource", id, 6) },
	},
	"AWS::ApiGateway::Stage": { named: "StageName", ref: ({ name }) => name },
	"AWS::ApiGateway::Deployment": {
		ref: ({ id }) => generatedId("deployment", id, 6),
		attributes: { DeploymentId: ({ id }) => generatedId("deployment", id, 6) },
	},
	"AWS::ApiGateway::Authorizer": {
		ref: ({ id }) => generatedId("authorizer", id, 6),
		attributes: { AuthorizerId: ({ id }) => generatedId("authorizer", id, 6) },
	},
	"AWS::ApiGateway::Model": { named: "Name", ref: ({ name }) => name },
	"AWS::ApiGateway::RequestValidator": {
		ref: ({ id }) => generatedId("validator", id, 6),
		attributes: { RequestValidatorId: ({ id }) => generatedId("validator", id, 6) },
	},
	"AWS::ApiGateway::ApiKey": {
		ref: ({ id }) => generatedId("apiKey", id, 10),
		attributes: { APIKeyId: ({ id }) => generatedId("apiKey", id, 10) },
	},
	"AWS::ApiGateway::UsagePlan": {
		ref: ({ id }) => generatedId("usagePlan", id, 6),
		attributes: { Id: ({ id }) => generatedId("usagePlan", id, 6) },
	},
	"AWS::Serverless::HttpApi": HTTP_API,
	"AWS::ApiGatewayV2::Api": HTTP_API,
	"AWS::ApiGatewayV2::Stage": { named: "StageName", ref: ({ name }) => name },
	"AWS::ApiGatewayV2::Integration": { ref: ({ id }) => generatedId("integration", id, 7) },
	"AWS::ApiGatewayV2::Route": { ref: ({ id }) => generatedId("route", id, 7) },
	"AWS::ApiGatewayV2::Authorizer": {
		ref: ({ id }) => generatedId("authorizer", id, 6),
		attributes: { AuthorizerId: ({ id }) => generatedId("authorizer", id, 6) },
	},
	"AWS::Logs::LogGroup": {
		...named("LogGroupName", "logs", "log-group:"),
		attributes: { Arn: (of) => arnOf("logs", of.region, `log-group:${of.name}:*`) },
	},
	"AWS::CloudWatch::Alarm": named("AlarmName", "cloudwatch", "alarm:"),
	"AWS::CloudWatch::CompositeAlarm": named("AlarmName", "cloudwatch", "alarm:"),
	"AWS::IAM::Role": {
		named: "RoleName",
		ref: ({ name }) => name,
		attributes: { Arn: iamArn("role"), RoleId: ({ id }) => `AROA${generatedId("role", id, 17).toUpperCase()}` },
	},
	"AWS::IAM::ManagedPolicy": { named: "ManagedPolicyName", ref: iamArn("policy"), attributes: { PolicyArn: iamArn("policy") } },
	"AWS::IAM::User": { named: "UserName", ref: ({ name }) => name, attributes: { Arn: iamArn("user") } },
	"AWS::ElasticLoadBalancingV2::LoadBalancer": LOAD_BALANCER,
	"AWS::ElasticLoadBalancingV2::TargetGroup": TARGET_GROUP,
	"AWS::ElasticLoadBalancingV2::Listener": LISTENER,
	"AWS::ElasticLoadBalancingV2::ListenerRule": LISTENER_RULE,
	"AWS::Serverless::StateMachine": STATE_MACHINE,
	"AWS::StepFunctions::StateMachine": STATE_MACHINE,
	"AWS::SSM::Parameter": {
		named: "Name",
		ref: ({ name }) => name,
		attributes: { Value: (of) => of.property("Value") ?? new Unknown(`the value of ${of.id}`) },
	},
	"AWS::SecretsManager::Secret": {
		named: "Name",
		ref: (of) => arnOf("secretsmanager", of.region, `secret:${of.name}-${generatedId("secret", of.id, 6)}`),
		attributes: { Id: (of) => arnOf("secretsmanager", of.region, `secret:${of.name}-${generatedId("secret", of.id, 6)}`) },
	},
	"AWS::KMS::Key": {
		ref: ({ id }) => generatedUuid("key", id),
		attributes: {
			Arn: ({ id, region }) => arnOf("kms", region, `key/${generatedUuid("key", id)}`),
			KeyId: ({ id }) => generatedUuid("key", id),
		},
	},
	"AWS::Cognito::UserPool": {
		unnamed: ({ id, region }) => `${region}_${generatedId("userPool", id, 9)}`,
		ref: ({ name }) => name,
		attributes: {
			Arn: arn("cognito-idp", "userpool/"),
			UserPoolId: ({ name }) => name,
			ProviderName: ({ name, region }) => `cognito-idp.${region}.amazonaws.com/${name}`,
			ProviderURL: ({ name, region }) => `https://cognito-idp.${region}.amazonaws.com/${name}`,
		},
	},
	"AWS::Cognito::UserPoolClient": {
		ref: ({ id }) => generatedId("userPoolClient", id, 26),
		attributes: { ClientId: ({ id }) => generatedId("userPoolClient", id, 26) },
	},
};

function referenceOf(type: string): Reference | undefined {
	return Object.hasOwn(REFERENCES, type) ? REFERENCES[type] : undefined;
}

/** How many properties may lead to each other while one value is resolved. */
const MAX_DEPTH = 50;

/** The return values of the resources of a template. */
export class References implements ResourceNames {
	#resources: ReadonlyMap<string, TemplateResource>;
	#names: () => Names;
	/** Ids that SAM understands besides those of resources, such as `Fn.Alias`, with the id that they stand for. */
	#synonyms: ReadonlyMap<string, string>;
	#known = new Map<string, string>();
	#properties = new Map<string, Resolved | undefined>();
	/** Properties that are on their way, so that a circle ends. */
	#open = new Set<string>();

	constructor(resources: ReadonlyMap<string, TemplateResource>, synonyms: ReadonlyMap<string, string>, names: () => Names) {
		this.#resources = resources;
		this.#synonyms = synonyms;
		this.#names = names;
	}

	has(id: string): boolean {
		return this.#resources.has(id) || this.#synonyms.has(id);
	}

	/** The name that the service knows a resource by: the template's own, or one made from the logical id. */
	physicalName(id: string): string {
		const known = this.#known.get(id);
		if (known !== undefined) return known;
		const resource = this.#resources.get(id);
		const reference = resource && referenceOf(resource.type);
		const given = resource && reference?.named !== undefined ? this.#property(resource, reference.named) : undefined;
		const name =
			typeof given === "string" || typeof given === "number"
				? String(given)
				: resource && reference?.unnamed
					? reference.unnamed(this.#referred(resource, id))
					: id;
		this.#known.set(id, name);
		return name;
	}

	ref(id: string): Resolved {
		const resource = this.#resources.get(this.#synonyms.get(id) ?? id);
		if (!resource) return new Unknown(`${id} is neither a parameter nor a resource`);
		const reference = referenceOf(resource.type);
		return reference ? reference.ref(this.#referred(resource)) : resource.id;
	}

	attribute(id: string, path: string): Resolved {
		const resource = this.#resources.get(this.#synonyms.get(id) ?? id);
		const attributes = resource && referenceOf(resource.type)?.attributes;
		const attribute = attributes && Object.hasOwn(attributes, path) ? attributes[path] : undefined;
		return resource && attribute ? attribute(this.#referred(resource)) : new Unknown(`the attribute ${path} of ${id} is not simulated`);
	}

	/** A property of a resource, as far as it can be known. */
	property(id: string, key: string): Resolved | undefined {
		const resource = this.#resources.get(id);
		return resource && this.#property(resource, key);
	}

	#referred(resource: TemplateResource, name = this.physicalName(resource.id)): Referred {
		const property = (key: string) => this.#property(resource, key);
		return { id: resource.id, name, region: this.#names().region, property };
	}

	#property(resource: TemplateResource, key: string): Resolved | undefined {
		const entry = resource.properties.get(key);
		const path = `${resource.id} ${key}`;
		if (!entry || this.#open.has(path) || this.#open.size >= MAX_DEPTH) return undefined;
		if (this.#properties.has(path)) return this.#properties.get(path);
		this.#open.add(path);
		const value = resolve(entry.value, this.#names());
		this.#open.delete(path);
		const known = value === null || value instanceof Unknown ? undefined : value;
		this.#properties.set(path, known);
		return known;
	}
}
