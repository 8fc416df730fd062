import { gzipSync } from "node:zlib";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { logGroupOf } from "#sandbox/lambda/environment/execution-context.ts";
import { ACCOUNT, arnOf } from "#sandbox/stack/arn.ts";
import type { StackSubscriptionFilter } from "#sandbox/stack/logs.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";
import type { Cloud } from "../cloud.ts";
import type { Delivery, DeliveryResult } from "../delivery.ts";
import { backOff } from "../sending/retry-plan.ts";
import { sendWithRetries } from "../sending/send-with-retries.ts";
import { compileFilterPattern, type LogFilter } from "./filter-pattern.ts";

/** How long log events of a stream are gathered before they are forwarded. AWS says "near real time", and publishes no figure. */
const GATHER_MS = 1_000;
/** Log events of one batch, which is our bound; AWS bounds the bytes. */
const MOST_IN_BATCH = 1_000;
/** CloudWatch Logs tries for 24 hours. */
const RETRY = { maximumEventAgeSeconds: 86_400, maximumRetryAttempts: 185 };

type LogEvent = { id: string; timestamp: number; message: string };
type Subscription = { stack: StackSubscriptionFilter; passes: LogFilter; principal: string; sourceArn: string };
/** A line in the trace, which may yet be taken back. */
type Line = { index: number; traced: TraceEvent };
type Batch = { logGroup: string; logStream: string; subscription: Subscription; events: { event: LogEvent; line: Line | undefined }[] };

/** Log groups as targets of rules, and subscription filters that forward log events to functions. Costs nothing where there is no filter. */
export class LogsService {
	#cloud: Cloud;
	#ids: RandomStream;
	#backOff: RandomStream;
	/** By name of the log group. */
	#subscriptions = new Map<string, Subscription[]>();
	/** Log group and stream of each environment, by number. */
	#streams: ({ logGroup: string; logStream: string } | undefined)[] = [];
	#gathering = new Map<string, Batch>();
	#written = 0n;

	constructor(cloud: Cloud) {
		this.#cloud = cloud;
		const { seed, region } = cloud.run.scenario;
		this.#ids = new RandomStream(seed, "log batches");
		this.#backOff = new RandomStream(seed, "log back-off");
		for (const { name } of cloud.stack.logGroups)
			for (const suffix of ["", ":*"])
				cloud.register(arnOf("logs", region, `log-group:${name}${suffix}`), { receive: (delivery) => this.#receive(name, delivery) });
		for (const filter of cloud.stack.subscriptionFilters) this.#subscribe(filter);
		if (this.#subscriptions.size > 0) this.#listen();
	}

	#subscribe(stack: StackSubscriptionFilter): void {
		const { recorder, simulation, scenario } = this.#cloud.run;
		const { name, logGroupName, pattern, destinationArn } = stack;
		const passes = compileFilterPattern(pattern);
		if (!passes || !destinationArn.startsWith("arn:aws:lambda:")) {
			const because = passes ? `Destinations such as ${destinationArn} are not simulated.` : `Invalid filter pattern: ${pattern}`;
			recorder.record({ at: simulation.now, kind: "logs.filterRefused", filter: name, logGroup: logGroupName, because });
			return;
		}
		// Permissions of templates name the service with its Region or without.
		const regional = `logs.${scenario.region}.amazonaws.com`;
		const named = this.#cloud.stack.permissions.some(
			({ principal, functionArn }) => principal === regional && functionArn === destinationArn,
		);
		const principal = named ? regional : "logs.amazonaws.com";
		const sourceArn = arnOf("logs", scenario.region, `log-group:${logGroupName}:*`);
		const others = this.#subscriptions.get(logGroupName) ?? [];
		this.#subscriptions.set(logGroupName, [...others, { stack, passes, principal, sourceArn }]);
	}

	/** From here on each line of a function is looked at, if its log group has a filter. */
	#listen(): void {
		const { recorder } = this.#cloud.run;
		const groups = new Map(this.#cloud.lambda.functions.map((fn) => [fn.name, logGroupOf(fn)]));
		const take = (event: TraceEvent, index: number) => {
			if (event.kind === "environment.started") {
				const logGroup = groups.get(event.function) ?? "";
				if (this.#subscriptions.has(logGroup)) this.#streams[event.environment] = { logGroup, logStream: event.logStream };
			} else if (event.kind === "log") {
				const stream = this.#streams[event.environment];
				if (stream) this.#log(stream.logGroup, stream.logStream, event.at, event.text, { index, traced: event });
			}
		};
		for (const [index, event] of recorder.events.entries()) take(event, index);
		recorder.listen(take);
	}

	/** A rule writes the event as a log event, into a stream of its own. */
	#receive(logGroup: string, { body }: Delivery): DeliveryResult {
		const { recorder, simulation } = this.#cloud.run;
		const logStream = this.#ids.uuid();
		recorder.record({ at: simulation.now, kind: "logs.written", logGroup, logStream, message: body });
		this.#log(logGroup, logStream, simulation.now, body, undefined);
		return { ok: true };
	}

	#log(logGroup: string, logStream: string, at: number, message: string, line: Line | undefined): void {
		const { simulation, epochMs } = this.#cloud.run;
		for (const subscription of this.#subscriptions.get(logGroup) ?? []) {
			if (!subscription.passes(message)) continue;
			const key = `${subscription.stack.id} ${logStream}`;
			let batch = this.#gathering.get(key);
			if (!batch || batch.events.length >= MOST_IN_BATCH) {
				const gathered: Batch = { logGroup, logStream, subscription, events: [] };
				batch = gathered;
				this.#gathering.set(key, batch);
				simulation.at(Math.max(0, simulation.now) + GATHER_MS, () => {
					if (this.#gathering.get(key) === gathered) this.#gathering.delete(key);
					this.#forward(gathered);
				});
			}
			const timestamp = Math.floor(epochMs + at);
			// Lambda ends each of its log events with a line break.
			const text = line ? `${message}\n` : message;
			batch.events.push({ event: { id: this.#eventId(timestamp), timestamp, message: text }, line });
		}
	}

	#forward({ logGroup, logStream, subscription, events }: Batch): void {
		const { recorder, simulation } = this.#cloud.run;
		const { stack, principal, sourceArn } = subscription;
		// What a process did after its end is taken back from the trace, and so never was. A hole is a line that was condensed.
		const stands = ({ index, traced }: Line) => index < recorder.events.length && (recorder.events[index] ?? traced) === traced;
		const logEvents = events.filter(({ line }) => !line || stands(line)).map(({ event }) => event);
		if (logEvents.length === 0) return;
		const batch = this.#ids.uuid();
		recorder.record({
			at: simulation.now,
			kind: "logs.forwarded",
			filter: stack.name,
			logGroup,
			logStream,
			batch,
			events: logEvents.length,
		});
		const payload = { messageType: "DATA_MESSAGE", owner: ACCOUNT, logGroup, logStream, subscriptionFilters: [stack.name], logEvents };
		sendWithRetries(this.#cloud, {
			from: sourceArn,
			item: batch,
			to: stack.destinationArn,
			delivery: {
				body: JSON.stringify({ awslogs: { data: gzipSync(JSON.stringify(payload)).toString("base64") } }),
				from: { principal, sourceArn },
			},
			retry: backOff(RETRY, this.#backOff),
		});
	}

	/** 56 digits that grow with time. */
	#eventId(timestamp: number): string {
		return ((BigInt(timestamp) << 120n) + this.#written++).toString().padStart(56, "3").slice(0, 56);
	}
}
