import type { StackApi, StackFunctionUrl } from "./api.ts";
import type { StackAlarm } from "./cloudwatch.ts";
import type { StackTable } from "./dynamodb.ts";
import type { StackBus, StackRule } from "./eventbridge.ts";
import type { StackExecutionRole, StackResourcePolicy, StackRole } from "./iam.ts";
import type { StackStream } from "./kinesis.ts";
import type { StackLoadBalancer } from "./load-balancer.ts";
import type { StackLogGroup, StackSubscriptionFilter } from "./logs.ts";
import type { StackMapping } from "./mapping.ts";
import type { StackPermission } from "./permission.ts";
import type { StackBucket } from "./s3.ts";
import type { StackSchedule } from "./scheduler.ts";
import type { StackKey, StackParameter, StackSecret } from "./secrets.ts";
import type { StackSubscription, StackTopic } from "./sns.ts";
import type { StackQueue } from "./sqs.ts";
import type { StackStateMachine } from "./states.ts";

/**
 * What a template deploys besides functions, with every intrinsic function resolved and every shorthand of SAM written out. Plain JSON: it
 * travels to the worker process as text. Resources refer to each other by ARN.
 */
export type Stack = {
	queues: StackQueue[];
	topics: StackTopic[];
	subscriptions: StackSubscription[];
	buses: StackBus[];
	rules: StackRule[];
	schedules: StackSchedule[];
	streams: StackStream[];
	tables: StackTable[];
	buckets: StackBucket[];
	apis: StackApi[];
	functionUrls: StackFunctionUrl[];
	loadBalancers: StackLoadBalancer[];
	mappings: StackMapping[];
	permissions: StackPermission[];
	logGroups: StackLogGroup[];
	subscriptionFilters: StackSubscriptionFilter[];
	alarms: StackAlarm[];
	secrets: StackSecret[];
	parameters: StackParameter[];
	keys: StackKey[];
	roles: StackRole[];
	resourcePolicies: StackResourcePolicy[];
	executionRoles: StackExecutionRole[];
	stateMachines: StackStateMachine[];
};

/** What every resource of a stack has. */
export type StackResource = {
	/** Logical id in the template; of what SAM makes from an event of a function, the id that SAM gives it. */
	id: string;
	/** Line of the template. */
	line: number;
};

export function emptyStack(): Stack {
	return {
		queues: [],
		topics: [],
		subscriptions: [],
		buses: [],
		rules: [],
		schedules: [],
		streams: [],
		tables: [],
		buckets: [],
		apis: [],
		functionUrls: [],
		loadBalancers: [],
		mappings: [],
		permissions: [],
		logGroups: [],
		subscriptionFilters: [],
		alarms: [],
		secrets: [],
		parameters: [],
		keys: [],
		roles: [],
		resourcePolicies: [],
		executionRoles: [],
		stateMachines: [],
	};
}
