// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts for Fn::Sub
import type { Json } from "#sandbox/json-value.ts";

/** What a connector of SAM makes between two types of resources. In its texts `${Source}` and `${Destination}` stand for ARNs. */
export type ConnectorProfile = {
	/** Where the policy is put: into a role, at a queue or a topic, or as a permission of a function. */
	at: "role" | "queue" | "topic" | "function";
	/** Whose role it is. */
	of: "source" | "destination";
	/** Statements by category of Permissions; of a function the permission. */
	read?: Json;
	write?: Json;
	/** Read and Write go together only. */
	both?: true;
};

/**
 * Profiles of connectors between resources that the simulator has, by types of CloudFormation without `AWS::`. Actions, resources and
 * conditions are those of `profiles.json` in aws/serverless-application-model (version 1.110.0 of aws-sam-translator, Apache-2.0), written in
 * a form of our own.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
 */
export const CONNECTOR_PROFILES: Readonly<Record<string, ConnectorProfile>> = {
	"DynamoDB::Table Lambda::Function": {
		at: "role",
		of: "destination",
		read: [
			{
				Effect: "Allow",
				Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"],
				Resource: ["${Source}/stream/*"],
			},
		],
	},
	"Events::Rule SNS::Topic": {
		at: "topic",
		of: "destination",
		write: [
			{
				Effect: "Allow",
				Principal: { Service: "events.amazonaws.com" },
				Resource: "${Destination}",
				Action: "sns:Publish",
				Condition: { ArnEquals: { "aws:SourceArn": "${Source}" } },
			},
		],
	},
	"Events::Rule Events::EventBus": {
		at: "role",
		of: "source",
		write: [{ Effect: "Allow", Action: ["events:PutEvents"], Resource: ["${Destination}"] }],
	},
	"Events::Rule StepFunctions::StateMachine": {
		at: "role",
		of: "source",
		write: [{ Effect: "Allow", Action: ["states:StartExecution"], Resource: ["${Destination}"] }],
	},
	"Events::Rule Lambda::Function": {
		at: "function",
		of: "destination",
		write: { Action: "lambda:InvokeFunction", Principal: "events.amazonaws.com", SourceArn: "${Source}" },
	},
	"Events::Rule SQS::Queue": {
		at: "queue",
		of: "destination",
		write: [
			{
				Effect: "Allow",
				Principal: { Service: "events.amazonaws.com" },
				Resource: "${Destination}",
				Action: "sqs:SendMessage",
				Condition: { ArnEquals: { "aws:SourceArn": "${Source}" } },
			},
		],
	},
	"Lambda::Function Lambda::Function": {
		at: "role",
		of: "source",
		write: [{ Effect: "Allow", Action: ["lambda:InvokeAsync", "lambda:InvokeFunction"], Resource: ["${Destination}"] }],
	},
	"Lambda::Function S3::Bucket": {
		at: "role",
		of: "source",
		read: [
			{
				Effect: "Allow",
				Action: [
					"s3:GetObject",
					"s3:GetObjectAcl",
					"s3:GetObjectLegalHold",
					"s3:GetObjectRetention",
					"s3:GetObjectTorrent",
					"s3:GetObjectVersion",
					"s3:GetObjectVersionAcl",
					"s3:GetObjectVersionForReplication",
					"s3:GetObjectVersionTorrent",
					"s3:ListBucket",
					"s3:ListBucketMultipartUploads",
					"s3:ListBucketVersions",
					"s3:ListMultipartUploadParts",
				],
				Resource: ["${Destination}", "${Destination}/*"],
			},
		],
		write: [
			{
				Effect: "Allow",
				Action: [
					"s3:AbortMultipartUpload",
					"s3:DeleteObject",
					"s3:DeleteObjectVersion",
					"s3:PutObject",
					"s3:PutObjectLegalHold",
					"s3:PutObjectRetention",
					"s3:RestoreObject",
				],
				Resource: ["${Destination}", "${Destination}/*"],
			},
		],
	},
	"Lambda::Function DynamoDB::Table": {
		at: "role",
		of: "source",
		read: [
			{
				Effect: "Allow",
				Action: [
					"dynamodb:GetItem",
					"dynamodb:Query",
					"dynamodb:Scan",
					"dynamodb:BatchGetItem",
					"dynamodb:ConditionCheckItem",
					"dynamodb:PartiQLSelect",
				],
				Resource: ["${Destination}", "${Destination}/index/*"],
			},
		],
		write: [
			{
				Effect: "Allow",
				Action: [
					"dynamodb:PutItem",
					"dynamodb:UpdateItem",
					"dynamodb:DeleteItem",
					"dynamodb:BatchWriteItem",
					"dynamodb:PartiQLDelete",
					"dynamodb:PartiQLInsert",
					"dynamodb:PartiQLUpdate",
				],
				Resource: ["${Destination}", "${Destination}/index/*"],
			},
		],
	},
	"Lambda::Function SQS::Queue": {
		at: "role",
		of: "source",
		read: [{ Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:GetQueueAttributes"], Resource: ["${Destination}"] }],
		write: [
			{
				Effect: "Allow",
				Action: ["sqs:DeleteMessage", "sqs:SendMessage", "sqs:ChangeMessageVisibility", "sqs:PurgeQueue"],
				Resource: ["${Destination}"],
			},
		],
	},
	"Lambda::Function SNS::Topic": {
		at: "role",
		of: "source",
		write: [{ Effect: "Allow", Action: ["sns:Publish"], Resource: ["${Destination}"] }],
	},
	"Lambda::Function StepFunctions::StateMachine": {
		at: "role",
		of: "source",
		write: [
			{ Effect: "Allow", Action: ["states:StartExecution", "states:StartSyncExecution"], Resource: ["${Destination}"] },
			{
				Effect: "Allow",
				Action: ["states:StopExecution"],
				Resource: ["arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${DestinationName}:*"],
			},
		],
		read: [
			{ Effect: "Allow", Action: ["states:DescribeStateMachine", "states:ListExecutions"], Resource: ["${Destination}"] },
			{
				Effect: "Allow",
				Action: ["states:DescribeExecution", "states:DescribeStateMachineForExecution", "states:GetExecutionHistory"],
				Resource: ["arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${DestinationName}:*"],
			},
		],
	},
	"Lambda::Function Events::EventBus": {
		at: "role",
		of: "source",
		write: [{ Effect: "Allow", Action: ["events:PutEvents"], Resource: ["${Destination}"] }],
	},
	"ApiGatewayV2::Api Lambda::Function": {
		at: "function",
		of: "destination",
		write: {
			Action: "lambda:InvokeFunction",
			Principal: "apigateway.amazonaws.com",
			SourceArn: "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${SourceId}/${SourceQualifier}",
		},
	},
	"ApiGateway::RestApi Lambda::Function": {
		at: "function",
		of: "destination",
		write: {
			Action: "lambda:InvokeFunction",
			Principal: "apigateway.amazonaws.com",
			SourceArn: "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${SourceId}/${SourceQualifier}",
		},
	},
	"SNS::Topic SQS::Queue": {
		at: "queue",
		of: "destination",
		write: [
			{
				Effect: "Allow",
				Principal: { Service: "sns.amazonaws.com" },
				Resource: "${Destination}",
				Action: "sqs:SendMessage",
				Condition: { ArnEquals: { "aws:SourceArn": "${Source}" } },
			},
		],
	},
	"SNS::Topic Lambda::Function": {
		at: "function",
		of: "destination",
		write: { Action: "lambda:InvokeFunction", Principal: "sns.amazonaws.com", SourceArn: "${Source}" },
	},
	"SQS::Queue Lambda::Function": {
		at: "role",
		of: "destination",
		write: [{ Effect: "Allow", Action: ["sqs:DeleteMessage"], Resource: ["${Source}"] }],
		read: [{ Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:GetQueueAttributes"], Resource: ["${Source}"] }],
		both: true,
	},
	"S3::Bucket Lambda::Function": {
		at: "function",
		of: "destination",
		write: { Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com", SourceArn: "${Source}", SourceAccount: "${AWS::AccountId}" },
	},
	"StepFunctions::StateMachine Lambda::Function": {
		at: "role",
		of: "source",
		write: [{ Effect: "Allow", Action: ["lambda:InvokeAsync", "lambda:InvokeFunction"], Resource: ["${Destination}"] }],
	},
	"StepFunctions::StateMachine SNS::Topic": {
		at: "role",
		of: "source",
		write: [{ Effect: "Allow", Action: ["sns:Publish"], Resource: ["${Destination}"] }],
	},
	"StepFunctions::StateMachine SQS::Queue": {
		at: "role",
		of: "source",
		write: [{ Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["${Destination}"] }],
	},
	"StepFunctions::StateMachine S3::Bucket": {
		at: "role",
		of: "source",
		read: [
			{
				Effect: "Allow",
				Action: [
					"s3:GetObject",
					"s3:GetObjectAcl",
					"s3:GetObjectLegalHold",
					"s3:GetObjectRetention",
					"s3:GetObjectTorrent",
					"s3:GetObjectVersion",
					"s3:GetObjectVersionAcl",
					"s3:GetObjectVersionForReplication",
					"s3:GetObjectVersionTorrent",
					"s3:ListBucket",
					"s3:ListBucketMultipartUploads",
					"s3:ListBucketVersions",
					"s3:ListMultipartUploadParts",
				],
				Resource: ["${Destination}", "${Destination}/*"],
			},
		],
		write: [
			{
				Effect: "Allow",
				Action: [
					"s3:AbortMultipartUpload",
					"s3:DeleteObject",
					"s3:DeleteObjectVersion",
					"s3:PutObject",
					"s3:PutObjectLegalHold",
					"s3:PutObjectRetention",
					"s3:RestoreObject",
				],
				Resource: ["${Destination}", "${Destination}/*"],
			},
		],
	},
	"StepFunctions::StateMachine DynamoDB::Table": {
		at: "role",
		of: "source",
		read: [
			{
				Effect: "Allow",
				Action: [
					"dynamodb:GetItem",
					"dynamodb:Query",
					"dynamodb:Scan",
					"dynamodb:BatchGetItem",
					"dynamodb:ConditionCheckItem",
					"dynamodb:PartiQLSelect",
				],
				Resource: ["${Destination}", "${Destination}/index/*"],
			},
		],
		write: [
			{
				Effect: "Allow",
				Action: [
					"dynamodb:PutItem",
					"dynamodb:UpdateItem",
					"dynamodb:DeleteItem",
					"dynamodb:BatchWriteItem",
					"dynamodb:PartiQLDelete",
					"dynamodb:PartiQLInsert",
					"dynamodb:PartiQLUpdate",
				],
				Resource: ["${Destination}", "${Destination}/index/*"],
			},
		],
	},
	"StepFunctions::StateMachine StepFunctions::StateMachine": {
		at: "role",
		of: "source",
		read: [
			{
				Effect: "Allow",
				Action: ["states:DescribeExecution"],
				Resource: ["arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${DestinationName}:*"],
			},
			{
				Effect: "Allow",
				Action: ["events:DescribeRule"],
				Resource: [
					"arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
				],
			},
		],
		write: [
			{ Effect: "Allow", Action: ["states:StartExecution"], Resource: ["${Destination}"] },
			{
				Effect: "Allow",
				Action: ["states:StopExecution"],
				Resource: ["arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${DestinationName}:*"],
			},
			{
				Effect: "Allow",
				Action: ["events:PutTargets", "events:PutRule"],
				Resource: [
					"arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
				],
			},
		],
	},
	"StepFunctions::StateMachine Events::EventBus": {
		at: "role",
		of: "source",
		write: [{ Effect: "Allow", Action: ["events:PutEvents"], Resource: ["${Destination}"] }],
	},
};
