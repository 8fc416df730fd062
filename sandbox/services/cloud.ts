import { ServiceDeliveries } from "#sandbox/iam/service-delivery.ts";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import type { Run } from "#sandbox/lambda/run.ts";
import type { LambdaService } from "#sandbox/lambda/service/lambda-service.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import type { Send } from "#sandbox/traffic/send.ts";
import type { Delivery, DeliveryResult, DeliveryTarget } from "./delivery.ts";
import { RoutineEvents } from "./routine-events.ts";

/** What services need of the run: time, the trace, the scenario. */
export type CloudRun = Pick<Run, "simulation" | "recorder" | "scenario" | "epochMs">;

/** Everything that a template deployed, within one run. Services find each other here, by ARN. */
export class Cloud {
	readonly run: CloudRun;
	readonly stack: Stack;
	readonly lambda: LambdaService;
	/** Records what goes as usual, in full or counted. */
	readonly routine: RoutineEvents;
	#targets = new Map<string, DeliveryTarget>();
	#deliveries: ServiceDeliveries;
	#senders = new Map<string, (send: Send, label?: string) => void>();

	constructor(run: CloudRun, stack: Stack, lambda: LambdaService) {
		this.run = run;
		this.stack = stack;
		this.lambda = lambda;
		this.routine = new RoutineEvents(run.recorder);
		this.#deliveries = new ServiceDeliveries(stack);
	}

	/** Makes a resource known that others can send to. */
	register(arn: string, target: DeliveryTarget): void {
		this.#targets.set(arn, target);
	}

	/** @returns undefined when no such resource is deployed. */
	target(arn: string): DeliveryTarget | undefined {
		return this.#targets.get(arn);
	}

	/** Makes known who takes what a scenario sends to a service. `label`: how reports name it, when the scenario says so. */
	accept<S extends Send["service"]>(service: S, take: (send: Extract<Send, { service: S }>, label?: string) => void): void {
		this.#senders.set(service, take as (send: Send, label?: string) => void);
	}

	/** What the scenario sends to a resource that is no function. */
	send(send: Send, label?: string): void {
		const take = this.#senders.get(send.service);
		if (!take) throw new SimulatorError("UNKNOWN_SERVICE", `Nothing takes what is sent to ${send.service}.`);
		take(send, label);
	}

	/** Sends to a resource by its ARN; one that does not exist refuses, for good, and so does one whose policy does not let the sender in. */
	deliver(arn: string, delivery: Delivery): DeliveryResult {
		const target = this.#targets.get(arn);
		if (target) return this.#deliveries.refusal(arn, delivery.from) ?? target.receive(delivery);
		return { ok: false, code: "ResourceNotFound", message: `${arn} does not exist.`, retryable: false };
	}
}
