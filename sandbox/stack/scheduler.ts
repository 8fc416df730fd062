import type { StackResource } from "./stack.ts";

/** AWS::Scheduler::Schedule, or an event ScheduleV2 of SAM. */
export type StackSchedule = StackResource & {
	name: string;
	arn: string;
	groupName: string;
	expression: string;
	timezone: string;
	/** ISO 8601. */
	startDate: string | undefined;
	endDate: string | undefined;
	/** Minutes after the time within which it may begin; 0 when it is off. */
	flexibleWindowMinutes: number;
	enabled: boolean;
	targetArn: string;
	input: string | undefined;
	roleArn: string | undefined;
	retry: { maximumEventAgeSeconds: number; maximumRetryAttempts: number };
	deadLetterArn: string | undefined;
	/** For a FIFO queue. */
	messageGroupId: string | undefined;
	/** ActionAfterCompletion: DELETE. */
	deletedAfterCompletion?: boolean;
};
