import type { Cloud } from "../cloud.ts";
import type { Delivery, DeliveryResult } from "../delivery.ts";
import type { Exhausted, RetryPlan } from "./retry-plan.ts";

export type Refusal = Extract<DeliveryResult, { ok: false }>;
/** The last refusal, after how many attempts, and which limit was reached; none for a refusal that would not pass by itself. */
export type GivenUp = { refusal: Refusal; attempts: number; exhausted: Exhausted | undefined };

export type Sending = {
	/** ARN of the rule, schedule, subscription or bucket. */
	from: string;
	/** Id of what is sent. */
	item: string;
	/** ARN of the target. */
	to: string;
	/** A function of the how-manieth attempt, where what is sent names it. */
	delivery: Delivery | ((attempt: number) => Delivery);
	retry: RetryPlan;
	/** The sender itself finds that the target cannot take it: then there is no attempt. */
	invalid?: { code: string; message: string };
	/** Where it goes when it is given up, and as what. */
	deadLetter?: { arn: string; deliveryOf: (givenUp: GivenUp) => Delivery } | undefined;
};

/** All failed attempts up to this one are recorded; later ones are a line in a hundred. */
const RECORDED_ATTEMPTS = 20;

/**
 * Sends at once, tries again as the plan says while the refusal is one that may pass, and hands what is given up to the dead-letter queue.
 * A refusal that will not pass by itself, such as a missing permission, goes there without another attempt.
 */
export function sendWithRetries(cloud: Cloud, sending: Sending): void {
	const { simulation, recorder } = cloud.run;
	const { from, item, to } = sending;
	const since = simulation.now;
	const attempt = (n: number): void => {
		const at = simulation.now;
		const { invalid, delivery } = sending;
		const result = invalid
			? { ok: false as const, ...invalid, retryable: false }
			: cloud.deliver(to, typeof delivery === "function" ? delivery(n) : delivery);
		if (result.ok) {
			const delivered = {
				at,
				kind: "sending.delivered",
				from,
				item,
				to,
				attempt: n,
				...(result.id === undefined ? {} : { id: result.id }),
			} as const;
			if (n === 1) cloud.routine.record(delivered, from);
			else recorder.record(delivered);
			return;
		}
		const { code, message } = result;
		const next = result.retryable ? sending.retry(n, at - since) : undefined;
		const retryAt = next && "waitMs" in next ? at + next.waitMs : undefined;
		if (retryAt === undefined || n <= RECORDED_ATTEMPTS || n % 100 === 0)
			recorder.record({
				at,
				kind: "sending.failed",
				from,
				item,
				to,
				attempt: n,
				code,
				message,
				...(retryAt === undefined ? {} : { retryAt }),
			});
		if (retryAt !== undefined) simulation.at(retryAt, () => attempt(n + 1));
		else giveUp(cloud, sending, { refusal: result, attempts: n, exhausted: next && "exhausted" in next ? next.exhausted : undefined });
	};
	attempt(1);
}

function giveUp(cloud: Cloud, { from, item, to, deadLetter }: Sending, givenUp: GivenUp): void {
	const { recorder, simulation } = cloud.run;
	const what = { at: simulation.now, from, item, to, attempts: givenUp.attempts };
	if (!deadLetter) {
		recorder.record({ ...what, kind: "sending.dropped" });
		return;
	}
	const result = cloud.deliver(deadLetter.arn, deadLetter.deliveryOf(givenUp));
	if (result.ok)
		recorder.record({
			...what,
			kind: "sending.deadLettered",
			deadLetter: deadLetter.arn,
			...(result.id === undefined ? {} : { id: result.id }),
		});
	else recorder.record({ ...what, kind: "sending.dropped", deadLetterError: { code: result.code, message: result.message } });
}
