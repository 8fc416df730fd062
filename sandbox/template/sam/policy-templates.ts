// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts for Fn::Sub
/** A statement of a policy template. Texts with `${…}` are for Fn::Sub; a name of a parameter in them stands for its value. */
export type TemplateStatement = {
	Effect: "Allow";
	Action: string | string[];
	Resource: string | string[];
	Condition?: Record<string, Record<string, string>>;
};

/** A policy template of SAM: names of its parameters, all of them required, and what it allows. */
export type PolicyTemplate = { parameters: string[]; statements: TemplateStatement[] };

/**
 * All policy templates of SAM. Actions, resources and conditions are those of `policy_templates.json` in aws/serverless-application-model
 * (version 1.110.0 of aws-sam-translator, Apache-2.0), written in a form of our own.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
export const POLICY_TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
	AMIDescribePolicy: { parameters: [], statements: [{ Effect: "Allow", Action: ["ec2:DescribeImages"], Resource: "*" }] },
	AWSSecretsManagerGetSecretValuePolicy: {
		parameters: ["SecretArn"],
		statements: [{ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: "${SecretArn}" }],
	},
	AWSSecretsManagerRotationPolicy: {
		parameters: ["FunctionName"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"secretsmanager:DescribeSecret",
					"secretsmanager:GetSecretValue",
					"secretsmanager:PutSecretValue",
					"secretsmanager:UpdateSecretVersionStage",
				],
				Resource: "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*",
				Condition: {
					StringEquals: {
						"secretsmanager:resource/AllowRotationLambdaArn":
							"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${FunctionName}",
					},
				},
			},
			{ Effect: "Allow", Action: ["secretsmanager:GetRandomPassword"], Resource: "*" },
		],
	},
	AcmGetCertificatePolicy: {
		parameters: ["CertificateArn"],
		statements: [{ Effect: "Allow", Action: ["acm:GetCertificate"], Resource: "${CertificateArn}" }],
	},
	AthenaQueryPolicy: {
		parameters: ["WorkGroupName"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"athena:ListWorkGroups",
					"athena:GetExecutionEngine",
					"athena:GetExecutionEngines",
					"athena:GetNamespace",
					"athena:GetCatalogs",
					"athena:GetNamespaces",
					"athena:GetTables",
					"athena:GetTable",
				],
				Resource: "*",
			},
			{
				Effect: "Allow",
				Action: [
					"athena:StartQueryExecution",
					"athena:GetQueryResults",
					"athena:DeleteNamedQuery",
					"athena:GetNamedQuery",
					"athena:ListQueryExecutions",
					"athena:StopQueryExecution",
					"athena:GetQueryResultsStream",
					"athena:ListNamedQueries",
					"athena:CreateNamedQuery",
					"athena:GetQueryExecution",
					"athena:BatchGetNamedQuery",
					"athena:BatchGetQueryExecution",
					"athena:GetWorkGroup",
				],
				Resource: "arn:${AWS::Partition}:athena:${AWS::Region}:${AWS::AccountId}:workgroup/${WorkGroupName}",
			},
		],
	},
	CloudFormationDescribeStacksPolicy: {
		parameters: [],
		statements: [
			{
				Effect: "Allow",
				Action: ["cloudformation:DescribeStacks"],
				Resource: "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/*",
			},
		],
	},
	CloudWatchDashboardPolicy: {
		parameters: [],
		statements: [
			{
				Effect: "Allow",
				Action: ["cloudwatch:GetDashboard", "cloudwatch:ListDashboards", "cloudwatch:PutDashboard", "cloudwatch:ListMetrics"],
				Resource: "*",
			},
		],
	},
	CloudWatchDescribeAlarmHistoryPolicy: {
		parameters: [],
		statements: [{ Effect: "Allow", Action: ["cloudwatch:DescribeAlarmHistory"], Resource: "*" }],
	},
	CloudWatchPutMetricPolicy: { parameters: [], statements: [{ Effect: "Allow", Action: ["cloudwatch:PutMetricData"], Resource: "*" }] },
	CodeCommitCrudPolicy: {
		parameters: ["RepositoryName"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"codecommit:GitPull",
					"codecommit:GitPush",
					"codecommit:CreateBranch",
					"codecommit:DeleteBranch",
					"codecommit:GetBranch",
					"codecommit:ListBranches",
					"codecommit:MergeBranchesByFastForward",
					"codecommit:MergeBranchesBySquash",
					"codecommit:MergeBranchesByThreeWay",
					"codecommit:UpdateDefaultBranch",
					"codecommit:BatchDescribeMergeConflicts",
					"codecommit:CreateUnreferencedMergeCommit",
					"codecommit:DescribeMergeConflicts",
					"codecommit:GetMergeCommit",
					"codecommit:GetMergeOptions",
					"codecommit:BatchGetPullRequests",
					"codecommit:CreatePullRequest",
					"codecommit:DescribePullRequestEvents",
					"codecommit:GetCommentsForPullRequest",
					"codecommit:GetCommitsFromMergeBase",
					"codecommit:GetMergeConflicts",
					"codecommit:GetPullRequest",
					"codecommit:ListPullRequests",
					"codecommit:MergePullRequestByFastForward",
					"codecommit:MergePullRequestBySquash",
					"codecommit:MergePullRequestByThreeWay",
					"codecommit:PostCommentForPullRequest",
					"codecommit:UpdatePullRequestDescription",
					"codecommit:UpdatePullRequestStatus",
					"codecommit:UpdatePullRequestTitle",
					"codecommit:DeleteFile",
					"codecommit:GetBlob",
					"codecommit:GetFile",
					"codecommit:GetFolder",
					"codecommit:PutFile",
					"codecommit:DeleteCommentContent",
					"codecommit:GetComment",
					"codecommit:GetCommentsForComparedCommit",
					"codecommit:PostCommentForComparedCommit",
					"codecommit:PostCommentReply",
					"codecommit:UpdateComment",
					"codecommit:BatchGetCommits",
					"codecommit:CreateCommit",
					"codecommit:GetCommit",
					"codecommit:GetCommitHistory",
					"codecommit:GetDifferences",
					"codecommit:GetObjectIdentifier",
					"codecommit:GetReferences",
					"codecommit:GetTree",
					"codecommit:GetRepository",
					"codecommit:UpdateRepositoryDescription",
					"codecommit:ListTagsForResource",
					"codecommit:TagResource",
					"codecommit:UntagResource",
					"codecommit:GetRepositoryTriggers",
					"codecommit:PutRepositoryTriggers",
					"codecommit:TestRepositoryTriggers",
					"codecommit:GetBranch",
					"codecommit:GetCommit",
					"codecommit:UploadArchive",
					"codecommit:GetUploadArchiveStatus",
					"codecommit:CancelUploadArchive",
				],
				Resource: "arn:${AWS::Partition}:codecommit:${AWS::Region}:${AWS::AccountId}:${RepositoryName}",
			},
		],
	},
	CodeCommitReadPolicy: {
		parameters: ["RepositoryName"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"codecommit:GitPull",
					"codecommit:GetBranch",
					"codecommit:ListBranches",
					"codecommit:BatchDescribeMergeConflicts",
					"codecommit:DescribeMergeConflicts",
					"codecommit:GetMergeCommit",
					"codecommit:GetMergeOptions",
					"codecommit:BatchGetPullRequests",
					"codecommit:DescribePullRequestEvents",
					"codecommit:GetCommentsForPullRequest",
					"codecommit:GetCommitsFromMergeBase",
					"codecommit:GetMergeConflicts",
					"codecommit:GetPullRequest",
					"codecommit:ListPullRequests",
					"codecommit:GetBlob",
					"codecommit:GetFile",
					"codecommit:GetFolder",
					"codecommit:GetComment",
					"codecommit:GetCommentsForComparedCommit",
					"codecommit:BatchGetCommits",
					"codecommit:GetCommit",
					"codecommit:GetCommitHistory",
					"codecommit:GetDifferences",
					"codecommit:GetObjectIdentifier",
					"codecommit:GetReferences",
					"codecommit:GetTree",
					"codecommit:GetRepository",
					"codecommit:ListTagsForResource",
					"codecommit:GetRepositoryTriggers",
					"codecommit:TestRepositoryTriggers",
					"codecommit:GetBranch",
					"codecommit:GetCommit",
					"codecommit:GetUploadArchiveStatus",
				],
				Resource: "arn:${AWS::Partition}:codecommit:${AWS::Region}:${AWS::AccountId}:${RepositoryName}",
			},
		],
	},
	CodePipelineLambdaExecutionPolicy: {
		parameters: [],
		statements: [{ Effect: "Allow", Action: ["codepipeline:PutJobSuccessResult", "codepipeline:PutJobFailureResult"], Resource: "*" }],
	},
	CodePipelineReadOnlyPolicy: {
		parameters: ["PipelineName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["codepipeline:ListPipelineExecutions"],
				Resource: "arn:${AWS::Partition}:codepipeline:${AWS::Region}:${AWS::AccountId}:${PipelineName}",
			},
		],
	},
	ComprehendBasicAccessPolicy: {
		parameters: [],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"comprehend:BatchDetectKeyPhrases",
					"comprehend:DetectDominantLanguage",
					"comprehend:DetectEntities",
					"comprehend:BatchDetectEntities",
					"comprehend:DetectKeyPhrases",
					"comprehend:DetectSentiment",
					"comprehend:BatchDetectDominantLanguage",
					"comprehend:BatchDetectSentiment",
				],
				Resource: "*",
			},
		],
	},
	CostExplorerReadOnlyPolicy: {
		parameters: [],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"ce:GetCostAndUsage",
					"ce:GetDimensionValues",
					"ce:GetReservationCoverage",
					"ce:GetReservationPurchaseRecommendation",
					"ce:GetReservationUtilization",
					"ce:GetTags",
				],
				Resource: "*",
			},
		],
	},
	DynamoDBBackupFullAccessPolicy: {
		parameters: ["TableName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["dynamodb:CreateBackup", "dynamodb:DescribeContinuousBackups"],
				Resource: "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}",
			},
			{
				Effect: "Allow",
				Action: ["dynamodb:DeleteBackup", "dynamodb:DescribeBackup", "dynamodb:ListBackups"],
				Resource: "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/backup/*",
			},
		],
	},
	DynamoDBCrudPolicy: {
		parameters: ["TableName"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"dynamodb:GetItem",
					"dynamodb:DeleteItem",
					"dynamodb:PutItem",
					"dynamodb:Scan",
					"dynamodb:Query",
					"dynamodb:UpdateItem",
					"dynamodb:BatchWriteItem",
					"dynamodb:BatchGetItem",
					"dynamodb:DescribeTable",
					"dynamodb:ConditionCheckItem",
				],
				Resource: [
					"arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}",
					"arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/index/*",
				],
			},
		],
	},
	DynamoDBReadPolicy: {
		parameters: ["TableName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:DescribeTable"],
				Resource: [
					"arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}",
					"arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/index/*",
				],
			},
		],
	},
	DynamoDBReconfigurePolicy: {
		parameters: ["TableName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["dynamodb:UpdateTable"],
				Resource: "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}",
			},
		],
	},
	DynamoDBRestoreFromBackupPolicy: {
		parameters: ["TableName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["dynamodb:RestoreTableFromBackup"],
				Resource: "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/backup/*",
			},
			{
				Effect: "Allow",
				Action: [
					"dynamodb:PutItem",
					"dynamodb:UpdateItem",
					"dynamodb:DeleteItem",
					"dynamodb:GetItem",
					"dynamodb:Query",
					"dynamodb:Scan",
					"dynamodb:BatchWriteItem",
				],
				Resource: "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}",
			},
		],
	},
	DynamoDBStreamReadPolicy: {
		parameters: ["StreamName", "TableName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
				Resource: "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/stream/${StreamName}",
			},
			{
				Effect: "Allow",
				Action: ["dynamodb:ListStreams"],
				Resource: "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/stream/*",
			},
		],
	},
	DynamoDBWritePolicy: {
		parameters: ["TableName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"],
				Resource: [
					"arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}",
					"arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/index/*",
				],
			},
		],
	},
	EC2CopyImagePolicy: {
		parameters: ["ImageId"],
		statements: [
			{
				Effect: "Allow",
				Action: ["ec2:CopyImage"],
				Resource: "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:image/${ImageId}",
			},
		],
	},
	EC2DescribePolicy: {
		parameters: [],
		statements: [{ Effect: "Allow", Action: ["ec2:DescribeRegions", "ec2:DescribeInstances"], Resource: "*" }],
	},
	EFSWriteAccessPolicy: {
		parameters: ["AccessPoint", "FileSystem"],
		statements: [
			{
				Effect: "Allow",
				Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
				Resource: "arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}:file-system/${FileSystem}",
				Condition: {
					StringEquals: {
						"elasticfilesystem:AccessPointArn":
							"arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}:access-point/${AccessPoint}",
					},
				},
			},
		],
	},
	EKSDescribePolicy: {
		parameters: [],
		statements: [{ Effect: "Allow", Action: ["eks:DescribeCluster", "eks:ListClusters"], Resource: "*" }],
	},
	EcsRunTaskPolicy: {
		parameters: ["TaskDefinition"],
		statements: [
			{
				Effect: "Allow",
				Action: ["ecs:RunTask"],
				Resource: "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task-definition/${TaskDefinition}",
			},
		],
	},
	ElasticMapReduceAddJobFlowStepsPolicy: {
		parameters: ["ClusterId"],
		statements: [
			{
				Effect: "Allow",
				Action: "elasticmapreduce:AddJobFlowSteps",
				Resource: "arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}",
			},
		],
	},
	ElasticMapReduceCancelStepsPolicy: {
		parameters: ["ClusterId"],
		statements: [
			{
				Effect: "Allow",
				Action: "elasticmapreduce:CancelSteps",
				Resource: "arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}",
			},
		],
	},
	ElasticMapReduceModifyInstanceFleetPolicy: {
		parameters: ["ClusterId"],
		statements: [
			{
				Effect: "Allow",
				Action: ["elasticmapreduce:ModifyInstanceFleet", "elasticmapreduce:ListInstanceFleets"],
				Resource: "arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}",
			},
		],
	},
	ElasticMapReduceModifyInstanceGroupsPolicy: {
		parameters: ["ClusterId"],
		statements: [
			{
				Effect: "Allow",
				Action: ["elasticmapreduce:ModifyInstanceGroups", "elasticmapreduce:ListInstanceGroups"],
				Resource: "arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}",
			},
		],
	},
	ElasticMapReduceSetTerminationProtectionPolicy: {
		parameters: ["ClusterId"],
		statements: [
			{
				Effect: "Allow",
				Action: "elasticmapreduce:SetTerminationProtection",
				Resource: "arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}",
			},
		],
	},
	ElasticMapReduceTerminateJobFlowsPolicy: {
		parameters: ["ClusterId"],
		statements: [
			{
				Effect: "Allow",
				Action: "elasticmapreduce:TerminateJobFlows",
				Resource: "arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}",
			},
		],
	},
	ElasticsearchHttpPostPolicy: {
		parameters: ["DomainName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["es:ESHttpPost", "es:ESHttpPut"],
				Resource: "arn:${AWS::Partition}:es:${AWS::Region}:${AWS::AccountId}:domain/${DomainName}/*",
			},
		],
	},
	EventBridgePutEventsPolicy: {
		parameters: ["EventBusName"],
		statements: [
			{
				Effect: "Allow",
				Action: "events:PutEvents",
				Resource: "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/${EventBusName}",
			},
		],
	},
	FilterLogEventsPolicy: {
		parameters: ["LogGroupName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["logs:FilterLogEvents"],
				Resource: "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${LogGroupName}:log-stream:*",
			},
		],
	},
	FirehoseCrudPolicy: {
		parameters: ["DeliveryStreamName"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"firehose:CreateDeliveryStream",
					"firehose:DeleteDeliveryStream",
					"firehose:DescribeDeliveryStream",
					"firehose:PutRecord",
					"firehose:PutRecordBatch",
					"firehose:UpdateDestination",
				],
				Resource: "arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/${DeliveryStreamName}",
			},
		],
	},
	FirehoseWritePolicy: {
		parameters: ["DeliveryStreamName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["firehose:PutRecord", "firehose:PutRecordBatch"],
				Resource: "arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/${DeliveryStreamName}",
			},
		],
	},
	KMSDecryptPolicy: {
		parameters: ["KeyId"],
		statements: [
			{ Effect: "Allow", Action: "kms:Decrypt", Resource: "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${KeyId}" },
		],
	},
	KMSEncryptPolicy: {
		parameters: ["KeyId"],
		statements: [
			{ Effect: "Allow", Action: "kms:Encrypt", Resource: "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${KeyId}" },
		],
	},
	KMSEncryptPolicy_v2: {
		parameters: ["KeyId"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"kms:Encrypt",
					"kms:GenerateDataKey",
					"kms:GenerateDataKeyWithoutPlaintext",
					"kms:GenerateDataKeyPair",
					"kms:GenerateDataKeyPairWithoutPlaintext",
				],
				Resource: "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${KeyId}",
			},
		],
	},
	KinesisCrudPolicy: {
		parameters: ["StreamName"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"kinesis:AddTagsToStream",
					"kinesis:CreateStream",
					"kinesis:DecreaseStreamRetentionPeriod",
					"kinesis:DeleteStream",
					"kinesis:DescribeStream",
					"kinesis:DescribeStreamSummary",
					"kinesis:GetShardIterator",
					"kinesis:IncreaseStreamRetentionPeriod",
					"kinesis:ListTagsForStream",
					"kinesis:MergeShards",
					"kinesis:PutRecord",
					"kinesis:PutRecords",
					"kinesis:SplitShard",
					"kinesis:RemoveTagsFromStream",
				],
				Resource: "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/${StreamName}",
			},
		],
	},
	KinesisStreamReadPolicy: {
		parameters: ["StreamName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["kinesis:ListStreams", "kinesis:DescribeLimits"],
				Resource: "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/*",
			},
			{
				Effect: "Allow",
				Action: ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator"],
				Resource: "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/${StreamName}",
			},
		],
	},
	LambdaInvokePolicy: {
		parameters: ["FunctionName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["lambda:InvokeFunction"],
				Resource: "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${FunctionName}*",
			},
		],
	},
	MobileAnalyticsWriteOnlyAccessPolicy: {
		parameters: [],
		statements: [{ Effect: "Allow", Action: ["mobileanalytics:PutEvents"], Resource: "*" }],
	},
	OrganizationsListAccountsPolicy: {
		parameters: [],
		statements: [{ Effect: "Allow", Action: ["organizations:ListAccounts"], Resource: "*" }],
	},
	PinpointEndpointAccessPolicy: {
		parameters: ["PinpointApplicationId"],
		statements: [
			{
				Effect: "Allow",
				Action: ["mobiletargeting:GetEndpoint", "mobiletargeting:UpdateEndpoint", "mobiletargeting:UpdateEndpointsBatch"],
				Resource: "arn:${AWS::Partition}:mobiletargeting:${AWS::Region}:${AWS::AccountId}:apps/${PinpointApplicationId}/endpoints/*",
			},
		],
	},
	PollyFullAccessPolicy: {
		parameters: ["LexiconName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["polly:GetLexicon", "polly:DeleteLexicon"],
				Resource: ["arn:${AWS::Partition}:polly:${AWS::Region}:${AWS::AccountId}:lexicon/${LexiconName}"],
			},
			{
				Effect: "Allow",
				Action: ["polly:DescribeVoices", "polly:ListLexicons", "polly:PutLexicon", "polly:SynthesizeSpeech"],
				Resource: ["arn:${AWS::Partition}:polly:${AWS::Region}:${AWS::AccountId}:lexicon/*"],
			},
		],
	},
	RekognitionDetectOnlyPolicy: {
		parameters: [],
		statements: [
			{
				Effect: "Allow",
				Action: ["rekognition:DetectFaces", "rekognition:DetectLabels", "rekognition:DetectModerationLabels", "rekognition:DetectText"],
				Resource: "*",
			},
		],
	},
	RekognitionFacesManagementPolicy: {
		parameters: ["CollectionId"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"rekognition:IndexFaces",
					"rekognition:DeleteFaces",
					"rekognition:SearchFaces",
					"rekognition:SearchFacesByImage",
					"rekognition:ListFaces",
				],
				Resource: "arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/${CollectionId}",
			},
		],
	},
	RekognitionFacesPolicy: {
		parameters: [],
		statements: [{ Effect: "Allow", Action: ["rekognition:CompareFaces", "rekognition:DetectFaces"], Resource: "*" }],
	},
	RekognitionLabelsPolicy: {
		parameters: [],
		statements: [{ Effect: "Allow", Action: ["rekognition:DetectLabels", "rekognition:DetectModerationLabels"], Resource: "*" }],
	},
	RekognitionNoDataAccessPolicy: {
		parameters: ["CollectionId"],
		statements: [
			{
				Effect: "Allow",
				Action: ["rekognition:CompareFaces", "rekognition:DetectFaces", "rekognition:DetectLabels", "rekognition:DetectModerationLabels"],
				Resource: "arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/${CollectionId}",
			},
		],
	},
	RekognitionReadPolicy: {
		parameters: ["CollectionId"],
		statements: [
			{
				Effect: "Allow",
				Action: ["rekognition:ListCollections", "rekognition:ListFaces", "rekognition:SearchFaces", "rekognition:SearchFacesByImage"],
				Resource: "arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/${CollectionId}",
			},
		],
	},
	RekognitionWriteOnlyAccessPolicy: {
		parameters: ["CollectionId"],
		statements: [
			{
				Effect: "Allow",
				Action: ["rekognition:CreateCollection", "rekognition:IndexFaces"],
				Resource: "arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/${CollectionId}",
			},
		],
	},
	Route53ChangeResourceRecordSetsPolicy: {
		parameters: ["HostedZoneId"],
		statements: [
			{
				Effect: "Allow",
				Action: ["route53:ChangeResourceRecordSets"],
				Resource: "arn:${AWS::Partition}:route53:::hostedzone/${HostedZoneId}",
			},
		],
	},
	S3CrudPolicy: {
		parameters: ["BucketName"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"s3:GetObject",
					"s3:ListBucket",
					"s3:GetBucketLocation",
					"s3:GetObjectVersion",
					"s3:PutObject",
					"s3:PutObjectAcl",
					"s3:GetLifecycleConfiguration",
					"s3:PutLifecycleConfiguration",
					"s3:DeleteObject",
				],
				Resource: ["arn:${AWS::Partition}:s3:::${BucketName}", "arn:${AWS::Partition}:s3:::${BucketName}/*"],
			},
		],
	},
	S3FullAccessPolicy: {
		parameters: ["BucketName"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"s3:GetObject",
					"s3:GetObjectAcl",
					"s3:GetObjectVersion",
					"s3:PutObject",
					"s3:PutObjectAcl",
					"s3:DeleteObject",
					"s3:DeleteObjectTagging",
					"s3:DeleteObjectVersionTagging",
					"s3:GetObjectTagging",
					"s3:GetObjectVersionTagging",
					"s3:PutObjectTagging",
					"s3:PutObjectVersionTagging",
				],
				Resource: ["arn:${AWS::Partition}:s3:::${BucketName}/*"],
			},
			{
				Effect: "Allow",
				Action: ["s3:ListBucket", "s3:GetBucketLocation", "s3:GetLifecycleConfiguration", "s3:PutLifecycleConfiguration"],
				Resource: ["arn:${AWS::Partition}:s3:::${BucketName}"],
			},
		],
	},
	S3ReadPolicy: {
		parameters: ["BucketName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation", "s3:GetObjectVersion", "s3:GetLifecycleConfiguration"],
				Resource: ["arn:${AWS::Partition}:s3:::${BucketName}", "arn:${AWS::Partition}:s3:::${BucketName}/*"],
			},
		],
	},
	S3WritePolicy: {
		parameters: ["BucketName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["s3:PutObject", "s3:PutObjectAcl", "s3:PutLifecycleConfiguration"],
				Resource: ["arn:${AWS::Partition}:s3:::${BucketName}", "arn:${AWS::Partition}:s3:::${BucketName}/*"],
			},
		],
	},
	SESBulkTemplatedCrudPolicy: {
		parameters: ["IdentityName"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"ses:GetIdentityVerificationAttributes",
					"ses:SendEmail",
					"ses:SendRawEmail",
					"ses:SendTemplatedEmail",
					"ses:SendBulkTemplatedEmail",
					"ses:VerifyEmailIdentity",
				],
				Resource: "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${IdentityName}",
			},
		],
	},
	SESBulkTemplatedCrudPolicy_v2: {
		parameters: ["IdentityName", "TemplateName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["ses:SendEmail", "ses:SendRawEmail", "ses:SendTemplatedEmail", "ses:SendBulkTemplatedEmail"],
				Resource: [
					"arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${IdentityName}",
					"arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:template/${TemplateName}",
				],
			},
			{ Effect: "Allow", Action: ["ses:GetIdentityVerificationAttributes", "ses:VerifyEmailIdentity"], Resource: "*" },
		],
	},
	SESCrudPolicy: {
		parameters: ["IdentityName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["ses:GetIdentityVerificationAttributes", "ses:SendEmail", "ses:SendRawEmail", "ses:VerifyEmailIdentity"],
				Resource: "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${IdentityName}",
			},
		],
	},
	SESEmailTemplateCrudPolicy: {
		parameters: [],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"ses:CreateTemplate",
					"ses:GetTemplate",
					"ses:ListTemplates",
					"ses:UpdateTemplate",
					"ses:DeleteTemplate",
					"ses:TestRenderTemplate",
				],
				Resource: "*",
			},
		],
	},
	SESSendBouncePolicy: {
		parameters: ["IdentityName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["ses:SendBounce"],
				Resource: "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${IdentityName}",
			},
		],
	},
	SNSCrudPolicy: {
		parameters: ["TopicName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["sns:ListSubscriptionsByTopic", "sns:CreateTopic", "sns:SetTopicAttributes", "sns:Subscribe", "sns:Publish"],
				Resource: "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${TopicName}*",
			},
		],
	},
	SNSPublishMessagePolicy: {
		parameters: ["TopicName"],
		statements: [
			{ Effect: "Allow", Action: ["sns:Publish"], Resource: "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${TopicName}" },
		],
	},
	SQSPollerPolicy: {
		parameters: ["QueueName"],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"sqs:ChangeMessageVisibility",
					"sqs:ChangeMessageVisibilityBatch",
					"sqs:DeleteMessage",
					"sqs:DeleteMessageBatch",
					"sqs:GetQueueAttributes",
					"sqs:ReceiveMessage",
				],
				Resource: "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${QueueName}",
			},
		],
	},
	SQSSendMessagePolicy: {
		parameters: ["QueueName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["sqs:SendMessage*"],
				Resource: "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${QueueName}",
			},
		],
	},
	SSMParameterReadPolicy: {
		parameters: ["ParameterName"],
		statements: [
			{ Effect: "Allow", Action: ["ssm:DescribeParameters"], Resource: "*" },
			{
				Effect: "Allow",
				Action: ["ssm:GetParameters", "ssm:GetParameter", "ssm:GetParametersByPath"],
				Resource: "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${ParameterName}",
			},
		],
	},
	SSMParameterWithSlashPrefixReadPolicy: {
		parameters: ["ParameterName"],
		statements: [
			{ Effect: "Allow", Action: ["ssm:DescribeParameters"], Resource: "*" },
			{
				Effect: "Allow",
				Action: ["ssm:GetParameters", "ssm:GetParameter", "ssm:GetParametersByPath"],
				Resource: "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${ParameterName}",
			},
		],
	},
	SageMakerCreateEndpointConfigPolicy: {
		parameters: ["EndpointConfigName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["sagemaker:CreateEndpointConfig"],
				Resource: "arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:endpoint-config/${EndpointConfigName}",
			},
		],
	},
	SageMakerCreateEndpointPolicy: {
		parameters: ["EndpointName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["sagemaker:CreateEndpoint"],
				Resource: "arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:endpoint/${EndpointName}",
			},
		],
	},
	ServerlessRepoReadWriteAccessPolicy: {
		parameters: [],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"serverlessrepo:CreateApplication",
					"serverlessrepo:CreateApplicationVersion",
					"serverlessrepo:UpdateApplication",
					"serverlessrepo:GetApplication",
					"serverlessrepo:ListApplications",
					"serverlessrepo:ListApplicationVersions",
					"serverlessrepo:ListApplicationDependencies",
				],
				Resource: ["arn:${AWS::Partition}:serverlessrepo:${AWS::Region}:${AWS::AccountId}:applications/*"],
			},
		],
	},
	StepFunctionsCallbackPolicy: {
		parameters: ["StateMachineName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"],
				Resource: "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${StateMachineName}",
			},
		],
	},
	StepFunctionsExecutionPolicy: {
		parameters: ["StateMachineName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["states:StartExecution"],
				Resource: "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${StateMachineName}",
			},
		],
	},
	StepFunctionsExecutionPolicy_v2: {
		parameters: ["StateMachineName"],
		statements: [
			{
				Effect: "Allow",
				Action: ["states:StartExecution", "states:StartSyncExecution"],
				Resource: "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${StateMachineName}",
			},
		],
	},
	TextractDetectAnalyzePolicy: {
		parameters: [],
		statements: [
			{
				Effect: "Allow",
				Action: [
					"textract:DetectDocumentText",
					"textract:StartDocumentTextDetection",
					"textract:StartDocumentAnalysis",
					"textract:AnalyzeDocument",
				],
				Resource: "*",
			},
		],
	},
	TextractGetResultPolicy: {
		parameters: [],
		statements: [{ Effect: "Allow", Action: ["textract:GetDocumentTextDetection", "textract:GetDocumentAnalysis"], Resource: "*" }],
	},
	TextractPolicy: { parameters: [], statements: [{ Effect: "Allow", Action: ["textract:*"], Resource: "*" }] },
	VPCAccessPolicy: {
		parameters: [],
		statements: [
			{
				Effect: "Allow",
				Action: ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DetachNetworkInterface"],
				Resource: "*",
			},
		],
	},
};
