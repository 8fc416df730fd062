import { expect } from "vitest";
import type { Json } from "#sandbox/json-value.ts";
import { runHandler } from "./run-handler.ts";

export const worker = (code: string) =>
	`  Worker: { Type: AWS::Serverless::Function, Properties: { FunctionName: worker, Handler: index.handler, Runtime: nodejs24.x, MemorySize: 1769, Policies: [AdministratorAccess], InlineCode: ${JSON.stringify(code)} } }\n`;
export const machine = (definition: object, more = "") =>
	`  Flow: { Type: AWS::Serverless::StateMachine, Properties: { Name: flow${more}, Policies: [AdministratorAccess], Definition: ${JSON.stringify(definition)} } }\n`;
export const WORKER = "arn:aws:lambda:eu-central-1:123456789012:function:worker";

/** Starts an execution, waits until it has ended, and gives how. `seconds` is how long it took in virtual time. */
export async function execution(definition: object, input: Json, code = "exports.handler = async (event) => event;", more = "") {
	const source = `
		import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
		const client = new SFNClient({});
		export const handler = async () => {
			const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: "arn:aws:states:eu-central-1:123456789012:stateMachine:flow", name: "one", input: ${JSON.stringify(JSON.stringify(input))} }));
			for (;;) {
				const { status, output, error, cause, startDate, stopDate } = await client.send(new DescribeExecutionCommand({ executionArn }));
				if (status !== "RUNNING") {
					const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
					return { status, output: output && JSON.parse(output), error, cause, seconds: Math.round((stopDate - startDate) / 1000), entered: events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []) };
				}
				await new Promise((resolve) => setTimeout(resolve, 500));
			}
		};`;
	const { responses, errors, trace } = await runHandler(worker(code) + machine(definition) + more, source);
	expect(errors).toEqual([undefined]);
	return {
		trace,
		result: responses[0] as { status: string; output?: Json; error?: string; cause?: string; seconds: number; entered: string[] },
	};
}
