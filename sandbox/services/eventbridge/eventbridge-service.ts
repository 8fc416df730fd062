import type { Json } from "#sandbox/json-value.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { ACCOUNT, arnOf } from "#sandbox/stack/arn.ts";
import type { StackRule, StackTarget } from "#sandbox/stack/eventbridge.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";
import type { ReplaySend } from "#sandbox/traffic/send.ts";
import type { Cloud } from "../cloud.ts";
import type { Delivery, DeliveryResult } from "../delivery.ts";
import { parseSchedule } from "../scheduler/schedule-expression.ts";
import { errorCodeOf } from "../sending/error-code.ts";
import { backOff } from "../sending/retry-plan.ts";
import { type GivenUp, sendWithRetries } from "../sending/send-with-retries.ts";
import { Archives } from "./archives.ts";
import { type Entry, entryProblem } from "./entry.ts";
import type { Envelope } from "./envelope.ts";
import { matchesPattern } from "./event-pattern.ts";
import { targetInput, wantsJson } from "./target-input.ts";

/** From PutEvents to the call of a target. AWS publishes no figure. */
const DELIVERY_LATENCY_MS = 100;

const PRINCIPAL = "events.amazonaws.com";

type MatchOptions = {
	label?: string | undefined;
	lineage?: Lineage | undefined;
	/** Names of rules, of a replay that is not for all. */
	only?: string[] | undefined;
};

type BusEvent = { id: string; text: string; json: Json; ingestionTime: string; lineage: Lineage | undefined };

/** Event buses and their rules (L327-L330): puts, matches, schedules, sends to targets with retries. */
export class EventBridgeService {
	#cloud: Cloud;
	#ids: RandomStream;
	#backOff: RandomStream;
	/** What buses took, where the scenario is to replay it. */
	#archives: Archives;
	/** Rules with a pattern, by name of the bus. */
	#rules = new Map<string, StackRule[]>();

	constructor(cloud: Cloud) {
		this.#cloud = cloud;
		const { seed, region } = cloud.run.scenario;
		this.#ids = new RandomStream(seed, "event ids");
		this.#backOff = new RandomStream(seed, "back-off of rules");
		this.#archives = new Archives();
		this.#rules.set("default", []);
		for (const bus of cloud.stack.buses) this.#rules.set(bus.name, []);
		for (const rule of cloud.stack.rules) {
			if (!rule.enabled) continue;
			if (rule.pattern !== undefined) this.#rules.get(rule.busName)?.push(rule);
			// On the bus `default` only (L329).
			if (rule.scheduleExpression !== undefined && rule.busName === "default") this.#schedule(rule, rule.scheduleExpression);
		}
		const names = new Map([["default", "default"], ...cloud.stack.buses.map(({ id, name }) => [id, name] as const)]);
		for (const bus of this.#rules.keys())
			cloud.register(arnOf("events", region, `event-bus/${bus}`), { receive: (delivery) => this.#receive(bus, delivery) });
		for (const { send } of cloud.run.scenario.traffic) if (send?.service === "replay") this.#archives.keep(names.get(send.bus) ?? send.bus);
		cloud.accept("replay", (send, label) => this.#replay(names.get(send.bus) ?? send.bus, send, label));
		cloud.accept("events", ({ bus, source, detailType, detail, resources }, label) => {
			this.put(names.get(bus) ?? bus, { source, detailType, detail: JSON.stringify(detail), resources }, { label });
		});
	}

	/**
	 * One entry of PutEvents.
	 * @param busName Name of the bus. @param of What led to it, and how reports name it.
	 * @returns Id of the event, or why the entry was refused.
	 */
	put(busName: string, entry: Entry, of: { label?: string | undefined; lineage?: Lineage | undefined } = {}): DeliveryResult {
		const { recorder, simulation, scenario } = this.#cloud.run;
		const label = of.label === undefined ? {} : { label: of.label };
		const problem = this.#rules.has(busName)
			? entryProblem(entry)
			: { code: "ResourceNotFoundException", message: `Event bus ${busName} does not exist.` };
		if (problem) {
			recorder.record({ at: simulation.now, kind: "bus.entryRefused", bus: busName, ...label, ...problem });
			return { ok: false, ...problem, retryable: false };
		}
		const envelope: Envelope = {
			version: "0",
			id: this.#ids.uuid(),
			"detail-type": entry.detailType,
			source: entry.source,
			account: ACCOUNT,
			time: this.#time(),
			region: scenario.region,
			resources: entry.resources,
			detail: JSON.parse(entry.detail) as Json,
		};
		this.#match(busName, envelope, of);
		return { ok: true, id: envelope.id };
	}

	/** Events of an archive come again as they were, with the name of the replay; those of a replay are not archived. */
	#replay(bus: string, { name, fromMs, toMs, rules }: ReplaySend, label: string | undefined): void {
		for (const envelope of this.#archives.between(bus, fromMs, toMs))
			this.#match(bus, { ...envelope, "replay-name": name }, { label, only: rules });
	}

	/** What other services and other buses send. An event that has its envelope already keeps it. */
	#receive(busName: string, { body, from, lineage }: Delivery): DeliveryResult {
		const event = JSON.parse(body) as Partial<Envelope>;
		if (from.principal === PRINCIPAL && typeof event.id === "string") {
			this.#match(busName, event as Envelope, { lineage });
			return { ok: true, id: event.id };
		}
		const { source = "", resources = [], detail = {} } = event;
		const entry = { source, detailType: event["detail-type"] ?? "", detail: JSON.stringify(detail), resources: resources as string[] };
		return this.put(busName, entry, { lineage });
	}

	#match(bus: string, envelope: Envelope, { label, lineage, only }: MatchOptions): void {
		const { simulation } = this.#cloud.run;
		const event = this.#eventOf(envelope, lineage);
		if (!("replay-name" in envelope)) this.#archives.add(bus, simulation.now, envelope);
		const rulesOfBus = (this.#rules.get(bus) ?? []).filter(({ name }) => !only || only.includes(name));
		const matched = rulesOfBus.filter(({ pattern }) => matchesPattern(pattern ?? null, event.json));
		const rules = matched.map(({ name }) => name);
		this.#cloud.routine.record(
			{
				at: simulation.now,
				kind: "bus.eventPut",
				bus,
				eventId: event.id,
				...(label === undefined ? {} : { label }),
				event: event.text,
				rules,
			},
			bus,
		);
		if (matched.length === 0) return;
		simulation.at(simulation.now + DELIVERY_LATENCY_MS, () => {
			for (const rule of matched) for (const target of rule.targets) this.#send(rule, target, event);
		});
	}

	#eventOf(envelope: Envelope, lineage: Lineage | undefined): BusEvent {
		return { id: envelope.id, text: JSON.stringify(envelope), json: envelope as unknown as Json, ingestionTime: this.#time(), lineage };
	}

	/** A rule with a schedule sends an event of its own, to its own targets (L284). It goes on until the scenario ends. */
	#schedule(rule: StackRule, expression: string): void {
		const { simulation, epochMs, recorder, scenario } = this.#cloud.run;
		const parsed = parseSchedule(expression);
		if (!parsed.ok || parsed.schedule.kind === "at") return;
		const { schedule } = parsed;
		const plan = (after: number) => {
			const due = schedule.next(after, epochMs);
			if (due === undefined) return;
			simulation.at(due - epochMs, () => {
				const envelope: Envelope = {
					version: "0",
					id: this.#ids.uuid(),
					"detail-type": "Scheduled Event",
					source: "aws.events",
					account: ACCOUNT,
					time: this.#time(),
					region: scenario.region,
					resources: [rule.arn],
					detail: {},
				};
				const event = this.#eventOf(envelope, undefined);
				recorder.record({ at: simulation.now, kind: "rule.due", rule: rule.name, eventId: event.id });
				for (const target of rule.targets) this.#send(rule, target, event);
				plan(due);
			});
		};
		plan(epochMs);
	}

	#send(rule: StackRule, target: StackTarget, event: BusEvent): void {
		const body = targetInput(target, event, rule);
		const lineage = event.lineage ? { lineage: event.lineage } : {};
		const from = { principal: PRINCIPAL, sourceArn: rule.arn };
		const groupId = target.messageGroupId === undefined ? {} : { groupId: target.messageGroupId };
		const { deadLetterArn } = target;
		sendWithRetries(this.#cloud, {
			from: rule.arn,
			item: event.id,
			to: target.arn,
			delivery: { body, from: target.roleArn === undefined ? from : { ...from, roleArn: target.roleArn }, ...groupId, ...lineage },
			retry: backOff(target.retry, this.#backOff),
			...(wantsJson(target.arn) && !isJson(body)
				? { invalid: { code: "INVALID_JSON", message: `The input of the target is not JSON: ${body.slice(0, 200)}` } }
				: {}),
			deadLetter:
				deadLetterArn === undefined
					? undefined
					: {
							arn: deadLetterArn,
							deliveryOf: (givenUp) => ({ body: event.text, from, attributes: attributesOf(rule, target, givenUp), ...lineage }),
						},
		});
	}

	/** ISO 8601 in whole seconds, as events have it. */
	#time(): string {
		const { epochMs, simulation } = this.#cloud.run;
		return new Date(epochMs + simulation.now).toISOString().replace(/\.\d+Z$/, "Z");
	}
}

/**
 * Message attributes of a dead-letter queue.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
function attributesOf(rule: StackRule, target: StackTarget, { refusal, attempts, exhausted }: GivenUp): Delivery["attributes"] {
	const text = (value: string) => ({ type: "String", value });
	return {
		RULE_ARN: text(rule.arn),
		TARGET_ARN: text(target.arn),
		ERROR_CODE: text(errorCodeOf(refusal)),
		ERROR_MESSAGE: text(refusal.message),
		...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: text(exhausted) }),
		RETRY_ATTEMPTS: { type: "Number", value: String(attempts - 1) },
	};
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
