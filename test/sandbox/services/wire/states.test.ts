import { describe, expect, it } from "vitest";
import { eventsOf, runHandler } from "./run-handler.ts";
import { execution, machine, WORKER } from "./run-machine.ts";

describe("a state machine", () => {
	it("goes from state to state: parameters, results, choices and waits (JSONPath)", async () => {
		const definition = {
			StartAt: "Price",
			States: {
				Price: {
					Type: "Task",
					Resource: "arn:aws:states:::lambda:invoke",
					Parameters: {
						FunctionName: WORKER,
						Payload: { "sku.$": "$.sku", "id.$": "$$.Execution.Name", "text.$": "States.Format('{}-{}', $.sku, $.count)" },
					},
					ResultSelector: { "payload.$": "$.Payload" },
					ResultPath: "$.priced",
					Next: "Many?",
				},
				"Many?": {
					Type: "Choice",
					Choices: [
						{
							And: [
								{ Variable: "$.count", NumericGreaterThan: 2 },
								{ Variable: "$.priced.payload.sku", StringMatches: "p*r" },
							],
							Next: "Rest",
						},
					],
					Default: "No",
				},
				Rest: { Type: "Wait", SecondsPath: "$.count", Next: "Done" },
				Done: {
					Type: "Pass",
					Parameters: { "sum.$": "States.MathAdd($.count, 1)", "all.$": "$.priced.payload" },
					OutputPath: "$",
					End: true,
				},
				No: { Type: "Fail", Error: "Few", Cause: "too few" },
			},
		};
		const { result } = await execution(definition, { sku: "pear", count: 3 });
		expect(result).toEqual({
			status: "SUCCEEDED",
			output: { sum: 4, all: { sku: "pear", id: "one", text: "pear-3" } },
			seconds: 3,
			entered: ["Price", "Many?", "Rest", "Done"],
		});
		expect((await execution(definition, { sku: "pear", count: 1 })).result).toMatchObject({
			status: "FAILED",
			error: "Few",
			cause: "too few",
		});
	});

	it("retries with growing pauses, then catches, and tells the error by the function's own name (L356, L357)", async () => {
		const definition = {
			StartAt: "Try",
			States: {
				Try: {
					Type: "Task",
					Resource: WORKER,
					Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 2, MaxAttempts: 2, BackoffRate: 3 }],
					Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "Caught" }],
					End: true,
				},
				Caught: { Type: "Pass", End: true },
			},
		};
		const code = "class Busy extends Error {} Busy.prototype.name = 'Busy'; exports.handler = async () => { throw new Busy('later'); };";
		const { result, trace } = await execution(definition, { a: 1 }, code);
		expect(result).toMatchObject({ status: "SUCCEEDED", output: { a: 1, failure: { Error: "Busy" } }, seconds: 8 });
		expect(eventsOf(trace, "invocation.requested").filter(({ source }) => source?.service === "states")).toHaveLength(3);
	});

	it("fails with States.Timeout when a task takes too long, and does not wait for it", async () => {
		const definition = { StartAt: "Slow", States: { Slow: { Type: "Task", Resource: WORKER, TimeoutSeconds: 1, End: true } } };
		const { result } = await execution(definition, {}, "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 2000));");
		expect(result).toMatchObject({ status: "FAILED", error: "States.Timeout", seconds: 1 });
	});

	it("runs branches side by side, and items of a Map so many at a time", async () => {
		const definition = {
			StartAt: "Both",
			States: {
				Both: {
					Type: "Parallel",
					Branches: [
						{ StartAt: "A", States: { A: { Type: "Wait", Seconds: 4, End: true } } },
						{ StartAt: "B", States: { B: { Type: "Pass", Result: "b", End: true } } },
					],
					ResultPath: "$.both",
					Next: "Each",
				},
				Each: {
					Type: "Map",
					ItemsPath: "$.items",
					MaxConcurrency: 2,
					ItemSelector: { "n.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index" },
					ItemProcessor: {
						StartAt: "W",
						States: { W: { Type: "Wait", Seconds: 1, Next: "Out" }, Out: { Type: "Pass", OutputPath: "$.n", End: true } },
					},
					End: true,
				},
			},
		};
		const { result } = await execution(definition, { items: [1, 2, 3, 4] });
		expect(result).toMatchObject({ status: "SUCCEEDED", output: [1, 2, 3, 4] });
		expect(result.seconds).toBe(6);
	});

	it("speaks JSONata, with variables", async () => {
		const definition = {
			QueryLanguage: "JSONata",
			StartAt: "Set",
			States: {
				Set: { Type: "Pass", Assign: { total: "{% $sum($states.input.items.price) %}" }, Next: "Call" },
				Call: {
					Type: "Task",
					Resource: WORKER,
					Arguments: { total: "{% $total %}" },
					Output: { got: "{% $states.result.total %}", name: "{% $states.context.Execution.Name %}" },
					Next: "Ask",
				},
				Ask: { Type: "Choice", Choices: [{ Condition: "{% $total > 5 %}", Next: "Big" }], Default: "Small" },
				Big: { Type: "Succeed" },
				Small: { Type: "Fail", Error: "{% 'E' & 'x' %}" },
			},
		};
		const { result } = await execution(definition, { items: [{ price: 2 }, { price: 4 }] });
		expect(result).toMatchObject({ status: "SUCCEEDED", output: { got: 6, name: "one" } });
	});

	it("waits for who has the token of a task, and calls services directly", async () => {
		const definition = {
			StartAt: "Ask",
			States: {
				Ask: {
					Type: "Task",
					Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
					Parameters: { FunctionName: WORKER, Payload: { "token.$": "$$.Task.Token" } },
					Next: "Put",
				},
				Put: {
					Type: "Task",
					Resource: "arn:aws:states:::dynamodb:putItem",
					Parameters: { TableName: "orders", Item: { pk: { "S.$": "$.id" } }, ConditionExpression: "attribute_not_exists(pk)" },
					ResultPath: null,
					Next: "Again",
				},
				Again: {
					Type: "Task",
					Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
					Parameters: { TableName: "orders", Item: { pk: { "S.$": "$.id" } }, ConditionExpression: "attribute_not_exists(pk)" },
					Catch: [{ ErrorEquals: ["DynamoDB.ConditionalCheckFailedException"], Next: "Send" }],
					End: true,
				},
				Send: {
					Type: "Task",
					Resource: "arn:aws:states:::sqs:sendMessage",
					Parameters: { QueueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/done", MessageBody: { ok: true } },
					ResultSelector: { "sent.$": "States.ArrayLength(States.Array($.MessageId))" },
					End: true,
				},
			},
		};
		const code =
			"const { SFNClient, SendTaskSuccessCommand } = require('@aws-sdk/client-sfn'); const client = new SFNClient({}); exports.handler = async ({ token }) => { await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ id: 'o1' }) })); };";
		const more =
			"  Orders: { Type: AWS::DynamoDB::Table, Properties: { TableName: orders, BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }], KeySchema: [{ AttributeName: pk, KeyType: HASH }] } }\n  Done: { Type: AWS::SQS::Queue, Properties: { QueueName: done } }\n";
		const { result, trace } = await execution(definition, {}, code, more);
		expect(result).toMatchObject({ status: "SUCCEEDED", output: { sent: 1 }, entered: ["Ask", "Put", "Again", "Send"] });
		expect(eventsOf(trace, "queue.messageSent").map(({ body }) => body)).toEqual(['{"ok":true}']);
		expect(eventsOf(trace, "table.itemChanged")).toHaveLength(1);
	});

	it("refuses a name that is in use with another input, and more than 256 KiB between states (L355)", async () => {
		const definition = { StartAt: "Big", States: { Big: { Type: "Task", Resource: WORKER, End: true } } };
		const { result } = await execution(definition, {}, "exports.handler = async () => 'x'.repeat(300000);");
		expect(result).toMatchObject({
			error: "States.DataLimitExceeded",
			cause: "The state/task 'Big' returned a result with a size exceeding the maximum number of bytes service limit.",
		});
	});

	it("gives histories and lists of executions in pages", async () => {
		const source = `
			import { ListExecutionsCommand, SFNClient, StartExecutionCommand, paginateGetExecutionHistory } from "@aws-sdk/client-sfn";
			const client = new SFNClient({});
			const stateMachineArn = "arn:aws:states:eu-central-1:123456789012:stateMachine:flow";
			export const handler = async () => {
				const executionArns = [];
				for (const name of ["a", "b", "c"]) executionArns.push((await client.send(new StartExecutionCommand({ stateMachineArn, name }))).executionArn);
				await new Promise((resolve) => setTimeout(resolve, 1000));
				const pages = [];
				for await (const { events } of paginateGetExecutionHistory({ client, pageSize: 3 }, { executionArn: executionArns[0] })) pages.push(events.map(({ id }) => id));
				const first = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2 }));
				const second = await client.send(new ListExecutionsCommand({ stateMachineArn, nextToken: first.nextToken }));
				const refused = await client.send(new ListExecutionsCommand({ stateMachineArn, nextToken: "x" })).catch(({ name }) => name);
				return { pages, names: [first, second].map(({ executions }) => executions.map(({ name }) => name)), refused };
			};`;
		const definition = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
		const { responses, errors } = await runHandler(machine(definition), source);
		expect(errors).toEqual([undefined]);
		expect(responses).toEqual([{ pages: [[1, 2, 3], [4]], names: [["c", "b"], ["a"]], refused: "InvalidToken" }]);
	});

	it("is refused by the template reader when a state leads nowhere", async () => {
		await expect(execution({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } }, {})).rejects.toThrow(/Missing 'Next' target: B/);
	});
});
