import type { StackResource } from "./stack.ts";

export type StackNotification = {
	id: string;
	/** For example `s3:ObjectCreated:*`. */
	event: string;
	prefix: string;
	suffix: string;
	/** A function, a queue or a topic. */
	targetArn: string;
};

/** AWS::S3::Bucket */
export type StackBucket = StackResource & {
	name: string;
	arn: string;
	versioning: boolean;
	notifications: StackNotification[];
	/** Whether every event goes to the bus `default` as well. */
	eventBridge: boolean;
};
