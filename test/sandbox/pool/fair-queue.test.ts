import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FairQueue } from "#sandbox/pool/fair-queue.ts";

type Job = { share: string; n: number };
const jobs = (share: string, count: number): Job[] => Array.from({ length: count }, (_, n) => ({ share, n }));

/** Adds jobs in order, and tells in which order they run on `workers` workers when each takes as long as every other. */
function orderOf(all: Job[], workers: number): Job[] {
	const queue = new FairQueue<Job>(1_000);
	for (const job of all) queue.add(job);
	const order: Job[] = [];
	let running: Job[] = [];
	for (;;) {
		// One is over, the oldest, and the next begins.
		if (running.length === workers) running = running.slice(1);
		const next = queue.next(running);
		if (!next) return order;
		order.push(next);
		running.push(next);
	}
}

describe("the queue of runs (S9)", () => {
	it("lets one run begin at the very next turn, however many of a greedy learner came before it", () => {
		const order = orderOf([...jobs("greedy", 20), ...jobs("modest", 1)], 2);
		// The greedy one is alone at first, since a free worker is no use to anybody.
		expect(order.findIndex(({ share }) => share === "modest")).toBeLessThanOrEqual(2);
	});

	it("makes nobody wait twice as long as alone, in turns, whatever the others do", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 40 }),
				fc.integer({ min: 1, max: 10 }),
				fc.integer({ min: 2, max: 4 }),
				(greedy, modest, workers) => {
					const order = orderOf([...jobs("greedy", greedy), ...jobs("modest", modest)], workers);
					const last = order.findLastIndex(({ share }) => share === "modest") + 1;
					expect(last).toBeLessThanOrEqual(2 * modest + workers);
				},
			),
		);
	});

	it("keeps the order of runs that belong together", () => {
		expect(orderOf(jobs("one", 5), 2).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
	});

	it("has a bound for all, and half of it for each", () => {
		const queue = new FairQueue<Job>(4);
		for (const job of jobs("greedy", 2)) queue.add(job);
		expect(queue.refusal("greedy")).toBe(2);
		expect(queue.refusal("modest")).toBeUndefined();
		for (const job of jobs("modest", 2)) queue.add(job);
		expect(queue.refusal("third")).toBe(4);
	});

	it("gives its place back when a run is cancelled", () => {
		const queue = new FairQueue<Job>(2);
		const [job] = jobs("one", 1) as [Job];
		queue.add(job);
		expect(queue.refusal("one")).toBe(1);
		queue.remove(job);
		expect(queue.refusal("one")).toBeUndefined();
		expect([...queue]).toEqual([]);
	});
});
