import { z } from "zod";
import { arnOf } from "#sandbox/stack/arn.ts";
import type { StackSchedule } from "#sandbox/stack/scheduler.ts";
import { type Answer, done, failed, operation } from "../wire/operation.ts";
import { type RestRoute, restJsonProtocol } from "../wire/rest.ts";
import type { ServiceApi } from "../wire/service-api.ts";
import { parseSchedule } from "./schedule-expression.ts";
import type { SchedulerService } from "./scheduler-service.ts";

const named = { Name: z.string().regex(/^[0-9a-zA-Z-_.]{1,64}$/), GroupName: z.string().default("default") };
/** `groupName` in queries. */
const inQuery = { Name: z.string(), groupName: z.string().default("default") };
/** The end of the year 9999, in seconds since 1970. */
const LAST_SECOND = 253_402_300_799;
const schedule = z.object({
	...named,
	ScheduleExpression: z.string(),
	ScheduleExpressionTimezone: z.string().default("UTC"),
	/** Seconds since 1970. */
	StartDate: z.number().min(0).max(LAST_SECOND).optional(),
	EndDate: z.number().min(0).max(LAST_SECOND).optional(),
	State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
	ActionAfterCompletion: z.enum(["NONE", "DELETE"]).default("NONE"),
	FlexibleTimeWindow: z.object({ Mode: z.enum(["OFF", "FLEXIBLE"]), MaximumWindowInMinutes: z.number().int().min(1).max(1440).optional() }),
	Target: z.object({
		Arn: z.string(),
		RoleArn: z.string(),
		Input: z.string().optional(),
		DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
		RetryPolicy: z
			.object({
				MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).optional(),
				MaximumRetryAttempts: z.number().int().min(0).max(185).optional(),
			})
			.optional(),
		SqsParameters: z.object({ MessageGroupId: z.string().optional() }).optional(),
	}),
});
type ScheduleInput = z.output<typeof schedule>;

const routes: RestRoute[] = [
	{ operation: "CreateSchedule", method: "POST", path: "/schedules/{Name}" },
	{ operation: "UpdateSchedule", method: "PUT", path: "/schedules/{Name}" },
	{ operation: "GetSchedule", method: "GET", path: "/schedules/{Name}" },
	{ operation: "DeleteSchedule", method: "DELETE", path: "/schedules/{Name}" },
	{ operation: "ListSchedules", method: "GET", path: "/schedules" },
];

/**
 * The operations of Amazon EventBridge Scheduler that handlers call (L332-L336).
 * @see https://docs.aws.amazon.com/scheduler/latest/APIReference/Welcome.html
 */
export function schedulerApi(scheduler: SchedulerService, region: string): ServiceApi {
	const arn = (name: string, group: string) => arnOf("scheduler", region, `schedule/${group}/${name}`);
	const missing = (name: string) => failed("ResourceNotFoundException", `Schedule ${name} does not exist.`, { status: 404 });
	const put = (input: ScheduleInput, isNew: boolean): Answer => {
		const ofSchedule = arn(input.Name, input.GroupName);
		const known = scheduler.find(ofSchedule);
		if (isNew && known) return failed("ConflictException", `Schedule ${input.Name} already exists.`, { status: 409 });
		if (!isNew && !known) return missing(input.Name);
		const parsed = parseSchedule(input.ScheduleExpression, input.ScheduleExpressionTimezone, "schedule");
		if (!parsed.ok) return failed("ValidationException", `Invalid Schedule Expression ${input.ScheduleExpression}.`);
		scheduler.put(scheduleOf(input, ofSchedule));
		return done({ ScheduleArn: ofSchedule });
	};
	const onSchedule = (action: string) => (input: { Name: string; GroupName?: string; groupName?: string }) => [
		{ action: `scheduler:${action}`, resource: arn(input.Name, input.GroupName ?? input.groupName ?? "default") },
	];
	/** Scheduler acts under the role of the schedule, which the caller hands over. */
	const writing = (action: string) => (input: ScheduleInput) => [
		...onSchedule(action)(input),
		{ action: "iam:PassRole", resource: input.Target.RoleArn },
	];
	return {
		title: "Amazon EventBridge Scheduler",
		hosts: ["scheduler"],
		protocol: restJsonProtocol(routes),
		operations: {
			CreateSchedule: operation({ input: schedule, needs: writing("CreateSchedule"), run: (input) => put(input, true) }),
			UpdateSchedule: operation({ input: schedule, needs: writing("UpdateSchedule"), run: (input) => put(input, false) }),
			GetSchedule: operation({
				input: z.object(inQuery),
				needs: onSchedule("GetSchedule"),
				run: ({ Name, groupName }) => {
					const found = scheduler.find(arn(Name, groupName));
					return found ? done(described(found)) : missing(Name);
				},
			}),
			DeleteSchedule: operation({
				input: z.object(inQuery),
				needs: onSchedule("DeleteSchedule"),
				run: ({ Name, groupName }) => (scheduler.delete(arn(Name, groupName)) ? done({}) : missing(Name)),
			}),
			ListSchedules: operation({
				input: z.object({ ScheduleGroup: z.string().optional(), NamePrefix: z.string().default("") }),
				needs: () => [{ action: "scheduler:ListSchedules", resource: "*" }],
				run: ({ ScheduleGroup, NamePrefix }) =>
					done({
						Schedules: scheduler.schedules
							.filter(({ name, groupName }) => name.startsWith(NamePrefix) && (ScheduleGroup === undefined || groupName === ScheduleGroup))
							.map(({ name, arn: Arn, groupName, enabled, targetArn }) => ({
								Name: name,
								Arn,
								GroupName: groupName,
								State: enabled ? "ENABLED" : "DISABLED",
								Target: { Arn: targetArn },
							})),
					}),
			}),
		},
	};
}

function scheduleOf(input: ScheduleInput, arn: string): StackSchedule {
	const { Target, FlexibleTimeWindow } = input;
	const date = (seconds: number | undefined) => (seconds === undefined ? undefined : new Date(seconds * 1000).toISOString());
	return {
		id: input.Name,
		line: 1,
		name: input.Name,
		arn,
		groupName: input.GroupName,
		expression: input.ScheduleExpression,
		timezone: input.ScheduleExpressionTimezone,
		startDate: date(input.StartDate),
		endDate: date(input.EndDate),
		flexibleWindowMinutes: FlexibleTimeWindow.Mode === "OFF" ? 0 : (FlexibleTimeWindow.MaximumWindowInMinutes ?? 1),
		enabled: input.State === "ENABLED",
		targetArn: Target.Arn,
		input: Target.Input,
		roleArn: Target.RoleArn,
		retry: {
			maximumEventAgeSeconds: Target.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
			maximumRetryAttempts: Target.RetryPolicy?.MaximumRetryAttempts ?? 185,
		},
		deadLetterArn: Target.DeadLetterConfig?.Arn,
		messageGroupId: Target.SqsParameters?.MessageGroupId,
		deletedAfterCompletion: input.ActionAfterCompletion === "DELETE",
	};
}

function described({
	name,
	arn,
	groupName,
	expression,
	timezone,
	enabled,
	flexibleWindowMinutes,
	targetArn,
	roleArn,
	input,
	deletedAfterCompletion,
}: StackSchedule) {
	return {
		Name: name,
		Arn: arn,
		GroupName: groupName,
		ScheduleExpression: expression,
		ScheduleExpressionTimezone: timezone,
		State: enabled ? "ENABLED" : "DISABLED",
		ActionAfterCompletion: deletedAfterCompletion ? "DELETE" : "NONE",
		FlexibleTimeWindow: flexibleWindowMinutes === 0 ? { Mode: "OFF" } : { Mode: "FLEXIBLE", MaximumWindowInMinutes: flexibleWindowMinutes },
		Target: { Arn: targetArn, RoleArn: roleArn, Input: input },
	};
}
