import type { Traffic } from "#sandbox/scenario.ts";
import type { Cloud } from "./cloud.ts";

/**
 * Plans what a scenario does from outside: requests to functions, and what it sends to other resources.
 * @returns Names of functions that the traffic addresses and the template does not have.
 */
export function planTraffic(cloud: Cloud, traffic: readonly Traffic[]): string[] {
	const names = cloud.lambda.functions.map(({ name }) => name);
	const only = names.length === 1 ? names[0] : undefined;
	const unknown: string[] = [];
	for (const item of traffic) {
		const { send } = item;
		if (send) {
			planItem(cloud, item, () => cloud.send(send));
			continue;
		}
		const name = item.function ?? only;
		if (name === undefined || !names.includes(name)) {
			unknown.push(name ?? "(no function named)");
			continue;
		}
		const payload = JSON.stringify(item.event);
		const labelled = item.label === undefined ? {} : { label: item.label };
		planItem(cloud, item, () => cloud.lambda.invoke({ function: name, payload, ...labelled }));
	}
	return unknown;
}

function planItem(cloud: Cloud, { at, repeat }: Traffic, act: () => void): void {
	const { count, everyMs } = repeat ?? { count: 1, everyMs: 0 };
	// Each plans the next, so that a hundred thousand of them do not fill the queue at once.
	const plan = (index: number) => {
		cloud.run.simulation.at(at + index * everyMs, () => {
			if (index + 1 < count) plan(index + 1);
			act();
		});
	};
	plan(0);
}
