import { createHash } from "node:crypto";
import { RandomStream } from "#sandbox/kernel/random.ts";
import type { StackSubscription, StackTopic } from "#sandbox/stack/sns.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";
import type { Cloud } from "../cloud.ts";
import type { Delivery, DeliveryResult } from "../delivery.ts";
import { sendWithRetries } from "../sending/send-with-retries.ts";
import { wants } from "./filter-policy.ts";
import { envelope, lambdaEvent, type PublishInput, publishProblem, type SnsMessage } from "./message.ts";
import { retryPhases } from "./retry-phases.ts";

/** From Publish to the first attempt. AWS publishes no figure. */
const DELIVERY_LATENCY_MS = 30;
/** How long a FIFO topic knows a deduplication id. */
const DEDUPLICATION_MS = 300_000;
/** A raw message with more attributes than SQS takes is discarded, as a client error. */
const MOST_RAW_ATTRIBUTES = 10;

const PRINCIPAL = "sns.amazonaws.com";

type Topic = {
	stack: StackTopic;
	subscriptions: StackSubscription[];
	sequence: bigint;
	/** Of a FIFO topic, by deduplication id, in order of time. */
	known: Map<string, { at: number; messageId: string }>;
};

/** Topics and their subscriptions (L324-L326): publishes, filters, fans out with retries. */
export class SnsService {
	#cloud: Cloud;
	#ids: RandomStream;
	#jitter: RandomStream;
	#topics = new Map<string, Topic>();

	constructor(cloud: Cloud) {
		this.#cloud = cloud;
		const { seed } = cloud.run.scenario;
		this.#ids = new RandomStream(seed, "sns messages");
		this.#jitter = new RandomStream(seed, "sns retries");
		for (const topic of cloud.stack.topics) {
			this.#topics.set(topic.arn, { stack: topic, subscriptions: [], sequence: 10_000_000_000_000_000_000n, known: new Map() });
			cloud.register(topic.arn, {
				receive: ({ body, lineage, ...delivery }) => this.publish(topic.arn, { message: body, ...delivery }, { lineage }),
			});
		}
		for (const subscription of cloud.stack.subscriptions) this.#subscribe(subscription);
		const arns = new Map(cloud.stack.topics.map(({ id, arn }) => [id, arn]));
		cloud.accept("sns", ({ service: _, topic, message, ...input }, label) => {
			const text = typeof message === "string" ? message : JSON.stringify(message);
			this.publish(arns.get(topic) ?? topic, { message: text, ...input }, { label });
		});
	}

	#subscribe(subscription: StackSubscription): void {
		const { recorder, simulation } = this.#cloud.run;
		const topic = this.#topics.get(subscription.topicArn);
		if (!topic) return;
		const because = whyNot(subscription, topic.stack);
		if (because === undefined) topic.subscriptions.push(subscription);
		else
			recorder.record({
				at: simulation.now,
				kind: "subscription.notDelivering",
				subscription: subscription.id,
				topic: topic.stack.name,
				because,
			});
	}

	/**
	 * Publishes to a topic.
	 * @param of What led to it, and how reports name it.
	 * @returns Id of the message, or why it was refused.
	 */
	publish(topicArn: string, input: PublishInput, of: { label?: string | undefined; lineage?: Lineage | undefined } = {}): DeliveryResult {
		const { recorder, simulation } = this.#cloud.run;
		const at = simulation.now;
		const topic = this.#topics.get(topicArn);
		const label = of.label === undefined ? {} : { label: of.label };
		const problem = topic ? publishProblem(input, topic.stack) : "Topic does not exist";
		if (!topic || problem !== undefined) {
			const refused = { code: topic ? "InvalidParameter" : "NotFound", message: problem ?? "" };
			recorder.record({ at, kind: "topic.publishRefused", topic: topic?.stack.name ?? topicArn, ...label, ...refused });
			return { ok: false, ...refused, retryable: false };
		}
		const deduplicationId = topic.stack.fifo ? (input.deduplicationId ?? sha256(input.message)) : undefined;
		const earlier = deduplicationId === undefined ? undefined : this.#earlier(topic, deduplicationId);
		if (earlier !== undefined) {
			recorder.record({ at, kind: "topic.deduplicated", topic: topic.stack.name, ...label, messageId: earlier });
			return { ok: true, id: earlier };
		}
		const message: SnsMessage = {
			...input,
			deduplicationId,
			messageId: this.#ids.uuid(),
			topicArn,
			timestamp: new Date(this.#cloud.run.epochMs + at).toISOString(),
			signature: Buffer.from(this.#ids.hex(512), "hex").toString("base64"),
			sequenceNumber: topic.stack.fifo ? String(topic.sequence++) : undefined,
		};
		if (deduplicationId !== undefined) topic.known.set(deduplicationId, { at, messageId: message.messageId });
		const wanted = topic.subscriptions.filter((subscription) => wants(subscription, message));
		this.#cloud.routine.record(
			{
				at,
				kind: "topic.published",
				topic: topic.stack.name,
				messageId: message.messageId,
				...label,
				message: input.message,
				subscriptions: wanted.map(({ id }) => id),
				filteredOut: topic.subscriptions.filter((subscription) => !wanted.includes(subscription)).map(({ id }) => id),
			},
			topic.stack.name,
		);
		if (wanted.length > 0)
			simulation.at(at + DELIVERY_LATENCY_MS, () => {
				for (const subscription of wanted) this.#send(subscription, message, of.lineage);
			});
		return { ok: true, id: message.messageId };
	}

	#earlier({ known }: Topic, deduplicationId: string): string | undefined {
		for (const [id, { at }] of known) {
			if (at + DEDUPLICATION_MS > this.#cloud.run.simulation.now) break;
			known.delete(id);
		}
		return known.get(deduplicationId)?.messageId;
	}

	#send(subscription: StackSubscription, message: SnsMessage, lineage: Lineage | undefined): void {
		const { region } = this.#cloud.run.scenario;
		const { arn, endpoint, protocol, rawMessageDelivery, deadLetterTargetArn } = subscription;
		const from = { principal: PRINCIPAL, sourceArn: message.topicArn };
		const order = {
			...(message.groupId === undefined ? {} : { groupId: message.groupId }),
			...(message.deduplicationId === undefined ? {} : { deduplicationId: message.deduplicationId }),
		};
		const raw = rawMessageDelivery && protocol === "sqs";
		const attributes = raw && message.attributes ? { attributes: message.attributes } : {};
		const about: Omit<Delivery, "body"> = { from, ...order, ...attributes, ...(lineage ? { lineage } : {}) };
		const text = raw ? message.message : envelope(message, arn, region);
		const body = protocol === "lambda" ? lambdaEvent(message, arn, region) : text;
		const tooMany = raw && Object.keys(message.attributes ?? {}).length > MOST_RAW_ATTRIBUTES;
		sendWithRetries(this.#cloud, {
			from: arn,
			item: message.messageId,
			to: endpoint,
			delivery: { ...about, body },
			...(tooMany ? { invalid: { code: "InvalidParameter", message: "A raw message can have 10 attributes at most." } } : {}),
			retry: retryPhases(this.#jitter),
			deadLetter:
				deadLetterTargetArn === undefined ? undefined : { arn: deadLetterTargetArn, deliveryOf: () => ({ ...about, body: text }) },
		});
	}
}

/** Why messages do not leave by a subscription (L324). */
function whyNot({ protocol, endpoint }: StackSubscription, topic: StackTopic): string | undefined {
	if (protocol !== "lambda" && protocol !== "sqs") return `Delivery by ${protocol} is not simulated.`;
	if (topic.fifo && protocol === "lambda") return "A FIFO topic does not take functions as subscribers, only queues.";
	if (!topic.fifo && endpoint.endsWith(".fifo")) return "A FIFO queue cannot be subscribed to a standard topic.";
	return undefined;
}

function sha256(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}
