/** AWS::Lambda::EventInvokeConfig: asynchronous invocation (Part D2 of the laws). */
export type EventInvokeConfig = {
	maximumEventAgeSeconds: number;
	maximumRetryAttempts: number;
	/** ARN of a queue, topic, function, bus or (failure only) bucket. */
	onSuccessArn: string | undefined;
	onFailureArn: string | undefined;
};

/** What the service around a function is told besides how to run it. All parts are optional in the template. */
export type FunctionServiceConfig = {
	/** Of $LATEST of a function without an alias, and of every qualifier that has none of its own. */
	eventInvoke?: EventInvokeConfig;
	/** Of a function with an alias, by version or alias: a configuration is for one of them, and $LATEST for the function alone. */
	eventInvokeByQualifier?: Record<string, EventInvokeConfig>;
	/** DeadLetterQueue: a queue or a topic. */
	deadLetterArn?: string;
	/** RecursiveLoop; `Terminate` when the template does not say it (Part C5). */
	recursiveLoop?: "Allow" | "Terminate";
	tracing?: "Active" | "PassThrough";
	/** DeploymentPreference of SAM (Part F). */
	deployment?: {
		/** For example `Canary10Percent5Minutes`. */
		type: string;
		/** Functions. */
		preTrafficHookArn: string | undefined;
		postTrafficHookArn: string | undefined;
		/** Names of alarms that roll back. */
		alarms: string[];
	};
};
