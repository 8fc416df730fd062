import { Simulation } from "#sandbox/kernel/simulation.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { Recorder } from "#sandbox/lambda/recorder.ts";
import type { LambdaService } from "#sandbox/lambda/service/lambda-service.ts";
import { type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";
import { Cloud } from "#sandbox/services/cloud.ts";
import type { Delivery, DeliveryResult } from "#sandbox/services/delivery.ts";
import { emptyStack, type Stack } from "#sandbox/stack/stack.ts";
import { type TraceEvent, traceEventSchema } from "#sandbox/trace/trace.ts";
import { openPolicy } from "./open-policy.ts";

/** Services without functions: what they send arrives at targets that a test registers. */
export type TestCloud = {
	cloud: Cloud;
	/** What arrived at an ARN, in order: its policy lets every service in. `answer` decides about the how-manieth delivery, from 1; without it all are taken. */
	target(arn: string, answer?: (n: number) => DeliveryResult): { at: number; delivery: Delivery }[];
	/** Lets time pass until nothing is left to happen, or until a time. @returns Time at the end. */
	run(untilMs?: number): number;
	/** Events of the trace, each checked against its schema. */
	events: TraceEvent[];
};

export function testCloud(stack: Partial<Stack>, scenario: Partial<ScenarioInput> = {}): TestCloud {
	const simulation = new Simulation();
	const recorder = new Recorder(defaultLimits, () => {
		throw new Error("The trace is too long.");
	});
	const parsed = scenarioSchema.parse({ traffic: [{ at: 0, event: {} }], ...scenario });
	const run = { simulation, recorder, scenario: parsed, epochMs: Date.parse(parsed.startsAt) };
	// What a service tells a function goes by ARN, so that none of these tests needs one.
	const cloud = new Cloud(run, { ...emptyStack(), ...stack }, {} as LambdaService);
	return {
		cloud,
		target(arn, answer = () => ({ ok: true })) {
			const arrived: { at: number; delivery: Delivery }[] = [];
			cloud.stack.resourcePolicies.push(openPolicy(arn));
			cloud.register(arn, {
				receive(delivery) {
					arrived.push({ at: simulation.now, delivery });
					return answer(arrived.length);
				},
			});
			return arrived;
		},
		run(untilMs = 3_600_000) {
			simulation.run(untilMs, () => false);
			for (const event of recorder.events) traceEventSchema.parse(event);
			return simulation.now;
		},
		events: recorder.events,
	};
}

export const throttled = { ok: false, code: "TooManyRequestsException", message: "Rate Exceeded.", retryable: true } as const;
export const denied = { ok: false, code: "AccessDeniedException", message: "No permission.", retryable: false } as const;
