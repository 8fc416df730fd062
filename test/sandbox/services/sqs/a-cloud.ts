import { Simulation } from "#sandbox/kernel/simulation.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { Recorder } from "#sandbox/lambda/recorder.ts";
import type { LambdaService } from "#sandbox/lambda/service/lambda-service.ts";
import { type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";
import { Cloud } from "#sandbox/services/cloud.ts";
import type { MessageInput, ReceivedMessage } from "#sandbox/services/sqs/message.ts";
import type { Queue } from "#sandbox/services/sqs/queue.ts";
import type { SqsResult } from "#sandbox/services/sqs/sqs-error.ts";
import { type ReceiveInput, SqsService } from "#sandbox/services/sqs/sqs-service.ts";
import type { StackQueue } from "#sandbox/stack/sqs.ts";
import { emptyStack } from "#sandbox/stack/stack.ts";
import { openPolicy } from "../open-policy.ts";

/** Queues without functions around them, at virtual time 0. */
export class SqsBench {
	readonly simulation = new Simulation();
	readonly recorder = new Recorder(defaultLimits, () => {});
	readonly cloud: Cloud;
	readonly sqs: SqsService;

	constructor(queues: StackQueue[], scenario: Omit<ScenarioInput, "traffic"> = {}) {
		const run = {
			simulation: this.simulation,
			recorder: this.recorder,
			scenario: scenarioSchema.parse({ traffic: [{ at: 0, event: null }], ...scenario }),
			epochMs: 1_700_000_000_000,
		};
		const noFunctions = { functions: [] } as unknown as LambdaService;
		this.cloud = new Cloud(run, { ...emptyStack(), queues, resourcePolicies: [openPolicy(...queues.map(({ arn }) => arn))] }, noFunctions);
		this.sqs = new SqsService(this.cloud);
	}

	queue(id: string): Queue {
		const found = this.sqs.queues.find(({ config }) => config.id === id);
		if (!found) throw new Error(`no queue ${id}`);
		return found;
	}

	/** Lets time pass up to a moment, with whatever is due. */
	passTo(at: number): void {
		this.simulation.at(at, () => {});
		this.simulation.run(at, () => false);
	}

	/** @throws When SQS refuses. @returns The message's id. */
	send(id: string, body: string, rest: Omit<MessageInput, "body"> = {}): string {
		return answerOf(this.sqs.send(this.queue(id), { body, ...rest })).messageId;
	}

	/** Receives without waiting. @throws When SQS refuses. */
	receive(id: string, input: Partial<ReceiveInput> = {}): ReceivedMessage[] {
		let answer: SqsResult<ReceivedMessage[]> | undefined;
		this.sqs.receive(this.queue(id), { most: 10, waitSeconds: 0, by: "test", ...input }, (result) => {
			answer = result;
		});
		if (!answer) throw new Error("it waits");
		return answerOf(answer);
	}

	bodies(id: string, input: Partial<ReceiveInput> = {}): string[] {
		return this.receive(id, input).map(({ message }) => message.body);
	}

	delete(id: string, { receiptHandle }: ReceivedMessage): SqsResult<null> {
		return this.sqs.delete(this.queue(id), receiptHandle);
	}
}

export function answerOf<T>(result: SqsResult<T>): T {
	if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
	return result.value;
}

/** @throws When SQS does not refuse. */
export function refusalOf(result: SqsResult<unknown>): { code: string; message: string } {
	if (result.ok) throw new Error("SQS took it");
	return { code: result.error.code, message: result.error.message };
}
