import type { Json } from "#sandbox/json-value.ts";
import type { InvokeResult } from "#sandbox/lambda/service/invocation.ts";
import { functionOfArn } from "#sandbox/stack/arn.ts";
import type { Cloud } from "../cloud.ts";
import type { AwsEndpoints } from "../wire/aws-endpoints.ts";
import type { Answer, Caller, ServiceError } from "../wire/operation.ts";
import type { State } from "./definition.ts";
import type { Execution } from "./execution.ts";
import type { Settle } from "./settle.ts";
import { StateError } from "./state-error.ts";
import { readResource } from "./task-resource.ts";

type Of = { execution: Execution; token: string; heartbeat: (() => void) | undefined };
type Waiting = { readonly settle: Settle; readonly heartbeat: (() => void) | undefined };

/** Starts an execution that a task waits for. */
type StartChild = (
	input: Json,
	parent: Execution,
	onEnd: (child: Execution) => void,
) => Answer<{ ExecutionArn: string; StartDate: number }>;

/** What tasks of state machines do: they invoke functions, call services, and wait for who has their token. */
export class Tasks {
	#cloud: Cloud;
	#endpoints: () => AwsEndpoints;
	#startChild: StartChild;
	#waiting = new Map<string, Waiting>();

	/** @param endpoints Given late, since the endpoints have the state machines among their services. */
	constructor(cloud: Cloud, endpoints: () => AwsEndpoints, startChild: StartChild) {
		this.#cloud = cloud;
		this.#endpoints = endpoints;
		this.#startChild = startChild;
	}

	/** @returns Stops the task: nobody hears of its end any more. */
	run(state: State, input: Json, of: Of, settle: Settle): () => void {
		const resource = readResource(state.Resource ?? "");
		if (resource.kind === "notSimulated") {
			settle({ ok: false, error: new StateError("States.Runtime", `${resource.what} is not simulated.`) });
			return () => {};
		}
		if (resource.kind === "function") {
			this.#invoke({ FunctionName: resource.arn, Payload: input }, of, (result) =>
				settle(result.ok ? { ok: true, output: (result.output as { Payload: Json }).Payload } : result),
			);
			return () => {};
		}
		const { service, operation, pattern } = resource;
		if (pattern === "waitForTaskToken") this.#waiting.set(of.token, { settle, heartbeat: of.heartbeat });
		// The answer is not what such a task waits for; only its failure ends it.
		const answered: Settle = (result) => {
			if (pattern !== "waitForTaskToken" || !result.ok) settle(result);
		};
		if (service === "lambda" && operation === "Invoke") this.#invoke(input, of, answered);
		else if (service === "states" && operation === "StartExecution" && pattern === "sync")
			this.#startAndWait(state.Resource ?? "", input, of, settle);
		else this.#callService(service, operation, input, of, answered);
		return () => this.#waiting.delete(of.token);
	}

	/** SendTaskSuccess and SendTaskFailure. @returns false when no task waits with this token. */
	finish(token: string, outcome: Parameters<Settle>[0]): boolean {
		const waiting = this.#waiting.get(token);
		this.#waiting.delete(token);
		waiting?.settle(outcome);
		return waiting !== undefined;
	}

	heartbeat(token: string): boolean {
		const waiting = this.#waiting.get(token);
		waiting?.heartbeat?.();
		return waiting !== undefined;
	}

	#invoke(input: Json, { execution }: Of, settle: Settle): void {
		const given = objectOf(input);
		const { FunctionName, Payload = {}, InvocationType = "RequestResponse" } = given;
		const name = functionOfArn(String(FunctionName))?.name ?? String(FunctionName).split(":")[0];
		const qualifier = functionOfArn(String(FunctionName))?.qualifier;
		const { lambda } = this.#cloud;
		const fn = lambda.functions.find((one) => (one.functionName ?? one.name) === name);
		if (!fn) {
			settle({ ok: false, error: new StateError("Lambda.ResourceNotFoundException", `Function not found: ${String(FunctionName)}`) });
			return;
		}
		const refusal = this.#endpoints().refusalOf(callerOf(execution), { action: "lambda:InvokeFunction", resource: String(FunctionName) });
		if (refusal !== undefined) {
			settle({ ok: false, error: new StateError("Lambda.AWSLambdaException", refusal) });
			return;
		}
		const request = {
			function: fn.name,
			payload: JSON.stringify(Payload),
			...(qualifier === undefined ? {} : { qualifier }),
			...(execution.lineage ? { lineage: execution.lineage } : {}),
			source: {
				service: "states",
				resource: execution.arn,
				invocationType: InvocationType === "Event" ? ("Event" as const) : ("RequestResponse" as const),
			},
		};
		if (InvocationType === "Event") {
			lambda.invokeAsync(request);
			settle({ ok: true, output: { StatusCode: 202 } });
		} else lambda.invoke(request, (result) => settle(outcomeOf(result)));
	}

	#callService(service: string, operation: string, input: Json, { execution }: Of, settle: Settle): void {
		const given = service === "sqs" || service === "events" ? withTexts(input) : input;
		this.#endpoints().call(service, operation, given, callerOf(execution), (answer) => {
			if (answer.ok) settle({ ok: true, output: JSON.parse(JSON.stringify(answer.output ?? {})) as Json });
			else settle({ ok: false, error: new StateError(errorName(service, answer.error), answer.error.message) });
		});
	}

	#startAndWait(resource: string, input: Json, { execution }: Of, settle: Settle): void {
		const started = this.#startChild(input, execution, (child) => {
			if (child.status !== "SUCCEEDED") {
				settle({
					ok: false,
					error: new StateError(
						"States.TaskFailed",
						JSON.stringify({ Error: child.error ?? "", Cause: child.cause ?? "", Status: child.status }),
					),
				});
				return;
			}
			// `.sync:2` gives the output as JSON, `.sync` as its text.
			const Output: Json = resource.endsWith(":2") ? (child.output ?? null) : JSON.stringify(child.output);
			settle({ ok: true, output: { ExecutionArn: child.arn, Name: child.name, Status: child.status, Output } });
		});
		if (!started.ok) settle({ ok: false, error: new StateError(errorName("sfn", started.error), started.error.message) });
	}
}

/** The parameters of a service integration. @throws {StateError} States.Runtime when they are no object. */
export function objectOf(input: Json): { readonly [name: string]: Json } {
	if (typeof input === "object" && input !== null && !Array.isArray(input)) return input;
	throw new StateError(
		"States.Runtime",
		`The parameters of the task must be a JSON object; they are ${JSON.stringify(input).slice(0, 200)}.`,
	);
}

/** Who a machine is for the services that it calls: its role. */
export function callerOf({ machine, lineage }: Execution): Caller {
	const { roleArn, name } = machine;
	const role = roleArn?.slice(roleArn.lastIndexOf("/") + 1) ?? `${name}Role`;
	return {
		principalArn: `arn:aws:sts::${machine.arn.split(":")[4] ?? ""}:assumed-role/${role}/${name}`,
		...(roleArn === undefined ? {} : { roleArn }),
		...(lineage ? { lineage } : {}),
	};
}

/** What Lambda's answer means to a state machine (L357). */
function outcomeOf(result: InvokeResult): Parameters<Settle>[0] {
	switch (result.status) {
		case "succeeded":
			return {
				ok: true,
				output: { ExecutedVersion: result.executedVersion, Payload: JSON.parse(result.response) as Json, StatusCode: 200 },
			};
		case "functionError": {
			const error = result.ended === "timedOut" ? "Sandbox.Timedout" : result.error.errorType;
			return { ok: false, error: new StateError(error, JSON.stringify(result.error)) };
		}
		case "throttled":
			return { ok: false, error: new StateError("Lambda.TooManyRequestsException", result.error.errorMessage) };
		case "rejected":
			return { ok: false, error: new StateError(`Lambda.${result.error.errorType}`, result.error.errorMessage) };
	}
}

/** Names of exceptions as workflows have them: `DynamoDB.ConditionalCheckFailedException`. */
const prefixes: { readonly [service: string]: string } = {
	dynamodb: "DynamoDB",
	sqs: "SQS",
	sns: "SNS",
	events: "EventBridge",
	kinesis: "Kinesis",
	states: "StepFunctions",
	sfn: "StepFunctions",
	secretsmanager: "SecretsManager",
	ssm: "Ssm",
	kms: "Kms",
};
function errorName(service: string, { name }: ServiceError): string {
	return `${prefixes[service] ?? service}.${name.endsWith("Exception") ? name : `${name}Exception`}`;
}

/** Message bodies and event details may be given as JSON; they go out as texts. */
function withTexts(input: Json): Json {
	if (Array.isArray(input)) return input.map(withTexts);
	if (typeof input !== "object" || input === null) return input;
	return Object.fromEntries(
		Object.entries(input).map(([name, value]) => {
			if ((name === "MessageBody" || name === "Detail") && typeof value !== "string") return [name, JSON.stringify(value)];
			return [name, name === "Entries" ? withTexts(value) : value];
		}),
	);
}
