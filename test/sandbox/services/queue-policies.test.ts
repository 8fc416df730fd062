import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";

const HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n";
const worker = (events: string) =>
	`  Worker: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x, Events: { ${events} } } }\n`;
const FAN_OUT = `  News: { Type: AWS::SNS::Topic }
  Orders: { Type: AWS::SQS::Queue }
  Subscribed: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Orders.Arn } }
`;
const policy = (queue: string, service: string, source: string) => `  ${queue}Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref ${queue}]
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: ${service} }, Action: sqs:SendMessage, Resource: !GetAtt ${queue}.Arn, Condition: { ArnEquals: { aws:SourceArn: ${source} } } }] }
`;

async function reported(template: string, traffic: ScenarioInput["traffic"]) {
	const result = await buildProject({ files: { "template.yaml": template, "app.mjs": "export const handler = async () => {};" } });
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	const scenario = scenarioSchema.parse({ seed: 1, traffic });
	const outcome = simulate({ built: result.built, scenario, limits: defaultLimits, guestLibrary: await buildGuestLibrary() });
	if (outcome.status !== "completed") throw new Error(outcome.message);
	return reportOf(outcome.trace);
}
const publish: ScenarioInput["traffic"] = [{ at: 0, send: { service: "sns", topic: "News", message: "hello" } }];
const put: ScenarioInput["traffic"] = [
	{ at: 0, send: { service: "events", bus: "default", source: "shop", detailType: "Placed", detail: {} } },
];

describe("a queue that is subscribed to a topic", () => {
	const orders = worker("Queue: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn } }");

	it("gets nothing without a queue policy: the classic error, explained in one sentence (L155)", async () => {
		const report = await reported(HEAD + FAN_OUT + orders, publish);
		expect(report.invocations).toEqual([]);
		expect(report.sendings).toMatchObject([
			{
				outcome: "dropped",
				attempts: 1,
				error: { code: "AccessDenied" },
				refusal:
					"Nothing allows sns.amazonaws.com to send to the queue Orders for arn:aws:sns:eu-central-1:123456789012:News: add an AWS::SQS::QueuePolicy that allows it sqs:SendMessage under the condition of that aws:SourceArn.",
			},
		]);
	});

	it("gets the message when its policy lets the topic in", async () => {
		const report = await reported(HEAD + FAN_OUT + orders + policy("Orders", "sns.amazonaws.com", "!Ref News"), publish);
		expect(report.sendings).toMatchObject([{ outcome: "delivered", refusal: null }]);
		expect(report.invocations).toMatchObject([{ status: "succeeded" }]);
	});

	it("has that policy from SAM when an event asks for a queue between", async () => {
		const between = worker("News: { Type: SNS, Properties: { Topic: !Ref News, SqsSubscription: true } }");
		const report = await reported(`${HEAD}  News: { Type: AWS::SNS::Topic }\n${between}`, publish);
		expect(report.invocations).toMatchObject([{ status: "succeeded" }]);
	});
});

describe("a rule whose target is a queue", () => {
	const rule = (more = "") => `  Orders: { Type: AWS::SQS::Queue }
  Dead: { Type: AWS::SQS::Queue }
  Placed:
    Type: AWS::Events::Rule
    Properties: { EventPattern: { source: [shop] }, Targets: [{ Arn: !GetAtt Orders.Arn, Id: Queue${more} }] }
${worker("Dead: { Type: SQS, Properties: { Queue: !GetAtt Dead.Arn } }")}`;
	const dead = ", DeadLetterConfig: { Arn: !GetAtt Dead.Arn }";

	it("needs the policy of the queue, and that of the dead-letter queue as well", async () => {
		const both = await reported(HEAD + rule(dead), put);
		expect(both.sendings).toMatchObject([
			{ outcome: "dropped", refusal: expect.stringMatching(/^Nothing allows events\.amazonaws\.com to send to the queue Dead/) },
		]);
		const one = await reported(HEAD + rule(dead) + policy("Dead", "events.amazonaws.com", "!GetAtt Placed.Arn"), put);
		expect(one.sendings).toMatchObject([{ outcome: "deadLettered", refusal: expect.stringMatching(/to the queue Orders/) }]);
		expect(one.invocations).toHaveLength(1);
	});

	it("needs none when it has a role", async () => {
		const report = await reported(HEAD + rule(", RoleArn: arn:aws:iam::123456789012:role/ForRules"), put);
		expect(report.sendings).toMatchObject([{ outcome: "delivered" }]);
	});

	it("has the policy of a dead-letter queue that SAM makes", async () => {
		const schedule = worker("Nightly: { Type: Schedule, Properties: { Schedule: rate(1 minute), DeadLetterConfig: { Type: SQS } } }");
		const result = await buildProject({ files: { "template.yaml": HEAD + schedule, "app.mjs": "export const handler = async () => {};" } });
		expect(result.ok && result.built.stack.resourcePolicies).toMatchObject([
			{
				id: "WorkerNightlyQueuePolicy",
				resources: ["arn:aws:sqs:eu-central-1:123456789012:WorkerNightlyQueue"],
				document: {
					Statement: [
						{
							Principal: { Service: "events.amazonaws.com" },
							Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:events:eu-central-1:123456789012:rule/WorkerNightly" } },
						},
					],
				},
			},
		]);
	});
});
