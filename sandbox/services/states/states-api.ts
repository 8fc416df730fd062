import { z } from "zod";
import type { Json } from "#sandbox/json-value.ts";
import { jsonProtocol } from "../wire/json-protocol.ts";
import { type Answer, done, failed, operation } from "../wire/operation.ts";
import type { ServiceApi } from "../wire/service-api.ts";
import type { Execution } from "./execution.ts";
import { StateError } from "./state-error.ts";
import type { StatesService } from "./states-service.ts";

const executionArn = { executionArn: z.string() };
const start = z.object({ stateMachineArn: z.string(), name: z.string().min(1).max(80).optional(), input: z.string().default("{}") });

/**
 * The operations of AWS Step Functions that handlers call.
 * @param epochMs Calendar time at virtual time 0.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
 */
export function statesApi(states: StatesService, epochMs: number): ServiceApi {
	const seconds = (at: number) => (epochMs + at) / 1000;
	const ofMachine = (action: string) => (input: { stateMachineArn: string }) => [
		{ action: `states:${action}`, resource: input.stateMachineArn },
	];
	const ofExecution = (action: string) => (input: { executionArn: string }) => [
		{ action: `states:${action}`, resource: input.executionArn },
	];
	const withExecution = (arn: string, run: (execution: Execution) => Answer): Answer => {
		const execution = states.execution(arn);
		return execution ? run(execution) : failed("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
	};
	const starting = (given: z.output<typeof start>, onEnd?: (execution: Execution) => void): Answer<Execution> => {
		const machine = states.machineOf(given.stateMachineArn);
		if (!machine) return failed("StateMachineDoesNotExist", `State Machine Does Not Exist: '${given.stateMachineArn}'`);
		let input: Json;
		try {
			input = JSON.parse(given.input) as Json;
		} catch {
			return failed("InvalidExecutionInput", "Invalid State Machine Execution Input: the input is no JSON");
		}
		return states.start(machine, { name: given.name, input, ...(onEnd ? { onEnd } : {}) });
	};
	const listed = ({ arn, machine, name, status, startedAt, endedAt }: Execution) => ({
		executionArn: arn,
		stateMachineArn: machine.arn,
		name,
		status,
		startDate: seconds(startedAt),
		...(endedAt === undefined ? {} : { stopDate: seconds(endedAt) }),
	});
	const described = (execution: Execution) => {
		const { input, output, error, cause } = execution;
		return {
			...listed(execution),
			input: JSON.stringify(input),
			...(output === undefined ? {} : { output: JSON.stringify(output) }),
			...(error === undefined ? {} : { error, cause }),
		};
	};
	const finishing = (token: string, outcome: Parameters<StatesService["tasks"]["finish"]>[1]) =>
		states.tasks.finish(token, outcome) ? done({}) : failed("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
	const token = { taskToken: z.string() };
	return {
		title: "AWS Step Functions",
		hosts: ["states", "sync-states"],
		protocol: jsonProtocol("1.0", { target: "AWSStepFunctions" }),
		operations: {
			StartExecution: operation({
				input: start,
				needs: ofMachine("StartExecution"),
				run: (input) => {
					const started = starting(input);
					return started.ok ? done({ executionArn: started.output.arn, startDate: seconds(started.output.startedAt) }) : started;
				},
			}),
			StartSyncExecution: operation({
				input: start,
				needs: ofMachine("StartSyncExecution"),
				run: (input, { reply }) => {
					if (states.machineOf(input.stateMachineArn)?.type === "STANDARD")
						return failed("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
					const started = starting(input, (execution) => reply(done(described(execution))));
					return started.ok ? undefined : started;
				},
			}),
			DescribeExecution: operation({
				input: z.object(executionArn),
				needs: ofExecution("DescribeExecution"),
				run: (input) => withExecution(input.executionArn, (execution) => done(described(execution))),
			}),
			GetExecutionHistory: operation({
				input: z.object({
					...executionArn,
					reverseOrder: z.boolean().default(false),
					...paging,
				}),
				needs: ofExecution("GetExecutionHistory"),
				run: (input) =>
					withExecution(input.executionArn, ({ history }) => {
						const events = history.map(({ id, timestamp, type, details }) => ({
							id,
							previousEventId: id - 1,
							timestamp: seconds(timestamp),
							type,
							...detailsOf(type, details),
						}));
						const page = pageOf(input.reverseOrder ? events.reverse() : events, input);
						return page.ok ? done({ events: page.output.part, ...page.output.more }) : page;
					}),
			}),
			StopExecution: operation({
				input: z.object({ ...executionArn, error: z.string().default(""), cause: z.string().default("") }),
				needs: ofExecution("StopExecution"),
				run: (input) =>
					withExecution(input.executionArn, (execution) => {
						states.stop(execution, input.error, input.cause);
						return done({ stopDate: seconds(execution.endedAt ?? 0) });
					}),
			}),
			ListExecutions: operation({
				input: z.object({ stateMachineArn: z.string(), statusFilter: z.string().optional(), ...paging }),
				needs: ofMachine("ListExecutions"),
				run: ({ stateMachineArn, statusFilter, ...paged }) => {
					if (!states.machineOf(stateMachineArn))
						return failed("StateMachineDoesNotExist", `State Machine Does Not Exist: '${stateMachineArn}'`);
					const found = states.executions.filter(
						({ machine, status }) => machine.arn === stateMachineArn && (statusFilter === undefined || status === statusFilter),
					);
					// The latest first.
					const page = pageOf(found.reverse().map(listed), paged);
					return page.ok ? done({ executions: page.output.part, ...page.output.more }) : page;
				},
			}),
			ListStateMachines: operation({
				input: z.object({}),
				needs: () => [{ action: "states:ListStateMachines", resource: "*" }],
				run: () =>
					done({
						stateMachines: states.machines.map(({ arn, name, type }) => ({ stateMachineArn: arn, name, type, creationDate: seconds(0) })),
					}),
			}),
			SendTaskSuccess: operation({
				input: z.object({ ...token, output: z.string() }),
				needs: () => [{ action: "states:SendTaskSuccess", resource: "*" }],
				run: ({ taskToken, output }) => {
					let result: Json;
					try {
						result = JSON.parse(output) as Json;
					} catch {
						return failed("InvalidOutput", "Invalid Output: the output is no JSON");
					}
					return finishing(taskToken, { ok: true, output: result });
				},
			}),
			SendTaskFailure: operation({
				input: z.object({ ...token, error: z.string().default(""), cause: z.string().default("") }),
				needs: () => [{ action: "states:SendTaskFailure", resource: "*" }],
				run: ({ taskToken, error, cause }) => finishing(taskToken, { ok: false, error: new StateError(error, cause) }),
			}),
			SendTaskHeartbeat: operation({
				input: z.object(token),
				needs: () => [{ action: "states:SendTaskHeartbeat", resource: "*" }],
				run: ({ taskToken }) =>
					states.tasks.heartbeat(taskToken) ? done({}) : failed("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"),
			}),
		},
	};
}

const paging = { maxResults: z.number().int().min(0).max(1000).default(100), nextToken: z.string().optional() };

/** A part of a list, and the token for what follows: its place in the list. 0 results asked for are the default of 100. */
function pageOf<T>(all: readonly T[], { maxResults, nextToken = "0" }: { maxResults: number; nextToken?: string | undefined }) {
	const from = Number(nextToken);
	if (!/^\d{1,9}$/.test(nextToken)) return failed("InvalidToken", `Invalid Token: '${nextToken}'`);
	const to = from + (maxResults || 100);
	return done({ part: all.slice(from, to), more: to < all.length ? { nextToken: String(to) } : {} });
}

function detailsOf(type: string, { name, input, output, error, cause }: { readonly [name: string]: Json }) {
	const text = (value: Json | undefined) => (value === undefined ? undefined : JSON.stringify(value));
	if (type.endsWith("StateEntered")) return { stateEnteredEventDetails: { name, input: text(input) } };
	if (type.endsWith("StateExited")) return { stateExitedEventDetails: { name, output: text(output) } };
	const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
	return {
		[key]: {
			...(input === undefined ? {} : { input: text(input) }),
			...(output === undefined ? {} : { output: text(output) }),
			...(error === undefined ? {} : { error, cause }),
		},
	};
}
