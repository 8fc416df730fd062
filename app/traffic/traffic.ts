import { asyncEventSections } from "#app/traffic/async-events.ts";
import { deploymentSections } from "#app/traffic/deployments.ts";
import { messageSections } from "#app/traffic/messages.ts";
import { requestSections } from "#app/traffic/requests.ts";
import { sendingSections } from "#app/traffic/sendings.ts";
import { streamSections } from "#app/traffic/streams.ts";
import type { TrafficItem, TrafficSection } from "#app/traffic/traffic-item.ts";
import type { Report } from "#sandbox/index.ts";

/** What the services around the functions of a run had and did. */
export type Traffic = {
	/** In the order in which a reader asks; empty when the scenario called functions directly and nothing else happened. */
	sections: readonly TrafficSection[];
	byId: ReadonlyMap<string, TrafficItem>;
	/** Items that an invocation had a part in, by its number. */
	byInvocation: ReadonlyMap<number, readonly TrafficItem[]>;
};

const known = new WeakMap<Report, Traffic>();

/** @returns The same object for the same report: panel, timeline and rows read it alike. */
export function trafficOf(report: Report): Traffic {
	const before = known.get(report);
	if (before) return before;
	const sections = [
		...requestSections(report),
		...messageSections(report),
		...streamSections(report),
		...asyncEventSections(report),
		...sendingSections(report),
		...deploymentSections(report),
	];
	const byId = new Map<string, TrafficItem>();
	const byInvocation = new Map<number, TrafficItem[]>();
	for (const { items } of sections) {
		for (const item of items) {
			byId.set(item.id, item);
			for (const n of new Set(item.invocations)) {
				const of = byInvocation.get(n);
				if (of) of.push(item);
				else byInvocation.set(n, [item]);
			}
		}
	}
	const traffic = { sections, byId, byInvocation };
	known.set(report, traffic);
	return traffic;
}

/** What belongs together: the items, and every invocation that had one of them, in order. */
export type Chain = { items: ReadonlySet<string>; invocations: readonly number[] };

/**
 * @param chosen An item alone, or an invocation with all that it had and whatever else had a part in that.
 * @returns null when nothing is chosen, or nothing hangs together with it.
 */
export function chainOf(traffic: Traffic, chosen: { item?: string | undefined; invocation: number | null } | null): Chain | null {
	const item = chosen?.item === undefined ? undefined : traffic.byId.get(chosen.item);
	const items = item ? [item] : chosen?.invocation == null ? [] : (traffic.byInvocation.get(chosen.invocation) ?? []);
	if (items.length === 0) return null;
	const invocations = new Set(items.flatMap((one) => one.invocations));
	return { items: new Set(items.map(({ id }) => id)), invocations: [...invocations].sort((a, b) => a - b) };
}
