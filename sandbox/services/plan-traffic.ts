import { RandomStream } from "#sandbox/kernel/random.ts";
import type { InvokeRequest } from "#sandbox/lambda/service/invocation.ts";
import type { Traffic } from "#sandbox/scenario.ts";
import { arrivalTimes } from "#sandbox/traffic/arrivals.ts";
import type { Cloud } from "./cloud.ts";

/**
 * Plans what a scenario does from outside: requests to functions, and what it sends to other resources.
 * @returns Names of functions that the traffic addresses and the template does not have.
 */
export function planTraffic(cloud: Cloud, traffic: readonly Traffic[]): string[] {
	const names = cloud.lambda.functions.map(({ name }) => name);
	const only = names.length === 1 ? names[0] : undefined;
	const unknown: string[] = [];
	for (const [index, item] of traffic.entries()) {
		const { send } = item;
		if (send) {
			planItem(cloud, item, index, () => cloud.send(send, item.label));
			continue;
		}
		const name = item.function ?? only;
		if (name === undefined || !names.includes(name)) {
			unknown.push(name ?? "(no function named)");
			continue;
		}
		const payload = JSON.stringify(item.event);
		const labelled = item.label === undefined ? {} : { label: item.label };
		const qualified = item.qualifier === undefined ? {} : { qualifier: item.qualifier };
		planItem(cloud, item, index, () => invoke(cloud, { function: name, payload, ...labelled, ...qualified }, item.invocationType));
	}
	return unknown;
}

function invoke({ lambda }: Cloud, request: InvokeRequest, type: Traffic["invocationType"] = "RequestResponse"): void {
	if (type === "RequestResponse") lambda.invoke(request);
	else if (type === "Event") lambda.invokeAsync(request);
	else lambda.dryRun(request);
}

function planItem(cloud: Cloud, { at, repeat, arrivals }: Traffic, index: number, act: () => void): void {
	const { simulation, scenario } = cloud.run;
	const times = arrivals ? arrivalTimes(arrivals, new RandomStream(scenario.seed, `arrivals ${index}`)) : repeatTimes(repeat);
	// Each plans the next, so that a hundred thousand of them do not fill the queue at once.
	const planNext = () => {
		const next = times.next();
		if (next.done) return;
		simulation.at(Math.max(at + next.value, simulation.now), () => {
			planNext();
			act();
		});
	};
	planNext();
}

function* repeatTimes({ count, everyMs }: { count: number; everyMs: number } = { count: 1, everyMs: 0 }): Generator<number, void> {
	for (let index = 0; index < count; index++) yield index * everyMs;
}
