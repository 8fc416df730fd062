import { arnOf, parseArn } from "#sandbox/stack/arn.ts";
import type { Cloud } from "../cloud.ts";
import { sendWithRetries } from "../sending/send-with-retries.ts";
import { type AlarmChange, functionEvent, stateChangeDetail, topicMessage, topicSubject } from "./alarm-messages.ts";

/** Principals under which CloudWatch acts; a function's permission names the second one. */
const TO_TOPICS = "cloudwatch.amazonaws.com";
const TO_FUNCTIONS = "lambda.alarms.cloudwatch.amazonaws.com";

/**
 * What an alarm does when its state changes: an event on the bus `default`, where a rule may wait for it, and the actions of the new state.
 * Topics and functions take it; for other actions, such as those of Auto Scaling, nothing of this template would change.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions.html
 */
export function actOn(cloud: Cloud, change: AlarmChange): void {
	const { alarm, region, state } = change;
	const { actionArns, okActionArns = [], insufficientDataActionArns = [], actionsEnabled = true } = alarm;
	// Events that no rule could see would only lengthen the trace.
	if (cloud.stack.rules.some(({ pattern, busName }) => pattern !== undefined && busName === "default"))
		cloud.deliver(arnOf("events", region, "event-bus/default"), {
			body: JSON.stringify({
				source: "aws.cloudwatch",
				"detail-type": "CloudWatch Alarm State Change",
				resources: [alarm.arn],
				detail: stateChangeDetail(change),
			}),
			from: { principal: TO_TOPICS, sourceArn: alarm.arn },
		});
	if (!actionsEnabled) return;
	const actions = { ALARM: actionArns, OK: okActionArns, INSUFFICIENT_DATA: insufficientDataActionArns }[state.value];
	for (const to of actions) {
		const service = parseArn(to)?.service;
		if (service !== "sns" && service !== "lambda") continue;
		const item = `${alarm.name} ${state.timestamp} ${state.value}`;
		const about = { from: alarm.arn, item, to, retry: () => ({ exhausted: "MaximumRetryAttempts" as const }) };
		if (service === "lambda")
			sendWithRetries(cloud, {
				...about,
				delivery: { body: JSON.stringify(functionEvent(change)), from: { principal: TO_FUNCTIONS, sourceArn: alarm.arn } },
			});
		else
			sendWithRetries(cloud, {
				...about,
				delivery: {
					body: JSON.stringify(topicMessage(change)),
					subject: topicSubject(change),
					from: { principal: TO_TOPICS, sourceArn: alarm.arn },
				},
			});
	}
}
