import type { ResourceReader } from "../reading.ts";
import { readAlarm, readCompositeAlarm } from "./alarm.ts";
import { readBucket } from "./bucket.ts";
import { readDomainMapping, readDomainName, readHttpDomainName } from "./domain.ts";
import { readEventInvokeConfig } from "./event-invoke-config.ts";
import { readFunction } from "./function.ts";
import { readFunctionUrl } from "./function-url.ts";
import { readGatewayResponse } from "./gateway-response.ts";
import { readHttpApi, readHttpAuthorizer, readHttpIntegration, readHttpRoute, readHttpStage, readRouteResponse } from "./http-api.ts";
import { readPolicy, readRole } from "./iam.ts";
import { readStream } from "./kinesis.ts";
import { readLayer } from "./layer.ts";
import { readListener, readListenerRule, readLoadBalancer, readTargetGroup } from "./load-balancer.ts";
import { readLogGroup, readSubscriptionFilter } from "./logs.ts";
import { readMapping } from "./mapping.ts";
import { readPermission } from "./permission.ts";
import { readQueue } from "./queue.ts";
import { readBucketPolicy, readBusPolicy, readQueuePolicy, readTopicPolicy } from "./resource-policy.ts";
import { readRestApi, readRestAuthorizer, readRestResource, readRestStage } from "./rest-api.ts";
import { readModel, readRequestValidator, readRestMethod } from "./rest-method.ts";
import { readBus, readRule } from "./rule.ts";
import { readSchedule } from "./schedule.ts";
import { readKey, readKeyAlias, readParameter, readRotation, readSecret } from "./secret.ts";
import { readServerlessApi, readServerlessHttpApi } from "./serverless-api.ts";
import { readStateMachine } from "./state-machine.ts";
import { readTable } from "./table.ts";
import { readSubscription, readTopic } from "./topic.ts";
import { readApiKey, readUsagePlan, readUsagePlanKey } from "./usage-plan.ts";
import { readAlias, readVersion } from "./version.ts";

/**
 * Readers of resources by their type, in rounds: what a later round reads may ask for what an earlier one has read. A type that is in none
 * is named as not simulated.
 */
export const ROUNDS: readonly Readonly<Record<string, ResourceReader>>[] = [
	{
		"AWS::Lambda::LayerVersion": readLayer,
		"AWS::Serverless::LayerVersion": readLayer,
		"AWS::Serverless::Function": readFunction,
		"AWS::Lambda::Function": readFunction,
	},
	{ "AWS::Lambda::Version": readVersion, "AWS::Lambda::Alias": readAlias },
	{
		"AWS::Lambda::EventInvokeConfig": readEventInvokeConfig,
		"AWS::Lambda::EventSourceMapping": readMapping,
		"AWS::Lambda::Permission": readPermission,
		"AWS::Lambda::Url": readFunctionUrl,
		"AWS::SQS::Queue": readQueue,
		"AWS::SQS::QueuePolicy": readQueuePolicy,
		"AWS::SQS::QueueInlinePolicy": readQueuePolicy,
		"AWS::SNS::Topic": readTopic,
		"AWS::SNS::Subscription": readSubscription,
		"AWS::SNS::TopicPolicy": readTopicPolicy,
		"AWS::SNS::TopicInlinePolicy": readTopicPolicy,
		"AWS::Events::EventBus": readBus,
		"AWS::Events::EventBusPolicy": readBusPolicy,
		"AWS::Events::Rule": readRule,
		"AWS::Scheduler::Schedule": readSchedule,
		"AWS::Kinesis::Stream": readStream,
		"AWS::DynamoDB::Table": readTable,
		"AWS::DynamoDB::GlobalTable": readTable,
		"AWS::Serverless::Api": readServerlessApi,
		"AWS::Serverless::HttpApi": readServerlessHttpApi,
		"AWS::S3::Bucket": readBucket,
		"AWS::S3::BucketPolicy": readBucketPolicy,
		"AWS::IAM::Role": readRole,
		"AWS::ElasticLoadBalancingV2::LoadBalancer": readLoadBalancer,
		"AWS::ElasticLoadBalancingV2::TargetGroup": readTargetGroup,
		"AWS::Logs::LogGroup": readLogGroup,
		"AWS::Logs::SubscriptionFilter": readSubscriptionFilter,
		"AWS::CloudWatch::Alarm": readAlarm,
		"AWS::CloudWatch::CompositeAlarm": readCompositeAlarm,
		"AWS::StepFunctions::StateMachine": readStateMachine,
		"AWS::Serverless::StateMachine": readStateMachine,
		"AWS::SecretsManager::Secret": readSecret,
		"AWS::SSM::Parameter": readParameter,
		"AWS::KMS::Key": readKey,
		"AWS::ApiGateway::RestApi": readRestApi,
		"AWS::ApiGateway::Resource": readRestResource,
		"AWS::ApiGateway::Model": readModel,
		"AWS::ApiGateway::DomainName": readDomainName,
		"AWS::ApiGateway::BasePathMapping": readDomainMapping,
		"AWS::ApiGatewayV2::DomainName": readHttpDomainName,
		"AWS::ApiGatewayV2::ApiMapping": readDomainMapping,
		"AWS::ApiGateway::RequestValidator": readRequestValidator,
		"AWS::ApiGatewayV2::Api": readHttpApi,
		"AWS::ApiGatewayV2::Integration": readHttpIntegration,
	},
	{
		"AWS::IAM::Policy": readPolicy,
		"AWS::IAM::ManagedPolicy": readPolicy,
		"AWS::IAM::RolePolicy": readPolicy,
		"AWS::SecretsManager::RotationSchedule": readRotation,
		"AWS::KMS::Alias": readKeyAlias,
		"AWS::ElasticLoadBalancingV2::Listener": readListener,
		"AWS::ApiGateway::Authorizer": readRestAuthorizer,
		"AWS::ApiGateway::GatewayResponse": readGatewayResponse,
		"AWS::ApiGatewayV2::Authorizer": readHttpAuthorizer,
	},
	{
		"AWS::ApiGateway::ApiKey": readApiKey,
		"AWS::ApiGateway::UsagePlan": readUsagePlan,
		"AWS::ApiGateway::UsagePlanKey": readUsagePlanKey,
		"AWS::ElasticLoadBalancingV2::ListenerRule": readListenerRule,
		"AWS::ApiGateway::Method": readRestMethod,
		"AWS::ApiGatewayV2::Route": readHttpRoute,
	},
	{
		"AWS::ApiGateway::Stage": readRestStage,
		"AWS::ApiGateway::Deployment": readRestStage,
		"AWS::ApiGatewayV2::Stage": readHttpStage,
		"AWS::ApiGatewayV2::RouteResponse": readRouteResponse,
	},
];
