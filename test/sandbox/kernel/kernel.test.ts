import { describe, expect, it } from "vitest";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { Simulation } from "#sandbox/kernel/simulation.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";

const never = () => false;
const words = (stream: RandomStream, count = 20) => Array.from({ length: count }, () => stream.word());

describe("events", () => {
	it("happen by time, and at the same time by arrival", () => {
		const simulation = new Simulation();
		const seen: string[] = [];
		// 7 and 100 share no factor: every time from 0 to 99 comes ten times, in a scattered order.
		for (let n = 0; n < 1000; n++) simulation.at((n * 7) % 100, () => seen.push(`${simulation.now}:${n}`));
		simulation.run(1000, never);
		const sorted = Array.from({ length: 1000 }, (_, n) => ({ at: (n * 7) % 100, n })).sort((a, b) => a.at - b.at || a.n - b.n);
		expect(seen).toEqual(sorted.map(({ at, n }) => `${at}:${n}`));
	});

	it("scheduled for now by a running event happen after those that were due already", () => {
		const simulation = new Simulation();
		const seen: string[] = [];
		simulation.at(5, () => {
			seen.push("first");
			simulation.at(5, () => seen.push("third"));
		});
		simulation.at(5, () => seen.push("second"));
		simulation.run(10, never);
		expect(seen).toEqual(["first", "second", "third"]);
	});

	it.each([4.99, -1, Number.NaN])("cannot be due in the past or at no time: %d", (at) => {
		const simulation = new Simulation();
		let thrown: unknown;
		simulation.at(5, () => {
			try {
				simulation.at(at, () => {});
			} catch (error) {
				thrown = error;
			}
		});
		simulation.run(10, never);
		expect(thrown).toMatchObject({ name: "SimulatorError", code: "EVENT_IN_THE_PAST" });
	});

	it("do not happen once cancelled, and cancelling again or afterwards changes nothing", () => {
		const simulation = new Simulation();
		const seen: string[] = [];
		const gone = simulation.at(1, () => seen.push("gone"));
		const ran = simulation.at(2, () => seen.push("ran"));
		simulation.cancel(gone);
		simulation.cancel(gone);
		simulation.cancel(undefined);
		simulation.run(2, never);
		simulation.cancel(ran);
		simulation.at(3, () => seen.push("later"));
		simulation.run(3, never);
		expect(seen).toEqual(["ran", "later"]);
	});

	it("in the background happen only while something else is to come", () => {
		const simulation = new Simulation();
		const seen: number[] = [];
		const tick = () => {
			seen.push(simulation.now);
			simulation.at(simulation.now + 10, tick, { background: true });
		};
		simulation.at(10, tick, { background: true });
		simulation.at(25, () => seen.push(25));
		simulation.run(1000, never);
		expect(seen).toEqual([10, 20, 25]);
	});

	it("are those of a list that is sorted anew each time, whatever is planned, cancelled and left in the background", () => {
		const chance = new RandomStream(7, "events");
		const simulation = new Simulation();
		type Planned = { at: number; n: number; background: boolean; event: ReturnType<Simulation["at"]> };
		let waiting: Planned[] = [];
		const seen: number[] = [];
		const expected: number[] = [];
		let count = 0;
		const plan = () => {
			const n = count++;
			const background = chance.word() % 3 === 0;
			const at = simulation.now + (chance.word() % 50);
			waiting.push({ at, n, background, event: simulation.at(at, () => happens(n), { background }) });
		};
		const happens = (n: number) => {
			seen.push(n);
			const next = waiting.toSorted((a, b) => a.at - b.at || a.n - b.n)[0];
			expected.push(next?.n ?? -1);
			waiting = waiting.filter((one) => one.n !== n);
			for (let i = chance.word() % 4; i > 0 && count < 3000; i--) plan();
			// Now and then most of them, so that what was cancelled is cleared away.
			const share = chance.word() % 20 === 0 ? 80 : 10;
			for (const { n, event } of waiting) {
				if (chance.word() % 100 >= share) continue;
				simulation.cancel(event);
				waiting = waiting.filter((one) => one.n !== n);
			}
			if (count < 3000) plan();
		};
		for (let i = 0; i < 300; i++) plan();
		simulation.run(1_000_000, never);
		expect(seen).toEqual(expected);
		expect(seen.length).toBeGreaterThan(400);
		expect(waiting.every(({ background }) => background)).toBe(true);
	});

	it("due exactly at the end still happen, later ones do not", () => {
		const simulation = new Simulation();
		const seen: number[] = [];
		for (const at of [10, 10.01]) simulation.at(at, () => seen.push(at));
		simulation.run(10, never);
		expect(seen).toEqual([10]);
		expect(simulation.now).toBe(10);
	});

	it("end when the run is stopped", () => {
		const simulation = new Simulation();
		const seen: number[] = [];
		for (const at of [1, 2, 3]) simulation.at(at, () => seen.push(at));
		simulation.run(10, () => seen.length === 2);
		expect(seen).toEqual([1, 2]);
	});
});

describe("virtual time", () => {
	it("goes in hundredths of a millisecond, so that sums of fractions meet", () => {
		expect(toTick(0.1 + 0.2)).toBe(0.3);
		expect(toTick(1.005001)).toBe(1.01);
		const simulation = new Simulation();
		const seen: string[] = [];
		simulation.at(0.1 + 0.2, () => seen.push(`a ${simulation.now}`));
		simulation.at(0.3, () => seen.push(`b ${simulation.now}`));
		simulation.run(1, never);
		expect(seen).toEqual(["a 0.3", "b 0.3"]);
	});
});

describe("a random stream", () => {
	it("is equal for equal seed and name", () => {
		expect(words(new RandomStream(7, "init"))).toEqual(words(new RandomStream(7, "init")));
	});

	it("keeps its numbers from release to release, for traces that were stored", () => {
		expect(words(new RandomStream(1, "init"), 3)).toMatchInlineSnapshot(`
			[
			  1549034067,
			  3912067209,
			  2397330685,
			]
		`);
	});

	it("differs by name and by seed", () => {
		const streams = [new RandomStream(7, "init"), new RandomStream(7, "network"), new RandomStream(8, "init"), new RandomStream(0, "")];
		expect(new Set(streams.flatMap((stream) => words(stream))).size).toBe(80);
	});

	it("is moved by no draw of another stream", () => {
		const alone = words(new RandomStream(7, "init"));
		const stream = new RandomStream(7, "init");
		const other = new RandomStream(7, "network");
		const beside = alone.map(() => {
			other.word();
			return stream.word();
		});
		expect(beside).toEqual(alone);
	});

	it("spreads evenly from the lower bound up to, but without, the upper", () => {
		const stream = new RandomStream(3, "spread");
		const draws = Array.from({ length: 10_000 }, () => stream.between(10, 20));
		expect(Math.min(...draws)).toBeGreaterThanOrEqual(10);
		expect(Math.max(...draws)).toBeLessThan(20);
		for (let bucket = 10; bucket < 20; bucket++) {
			const count = draws.filter((draw) => Math.floor(draw) === bucket).length;
			expect(Math.abs(count - 1000)).toBeLessThan(150);
		}
	});

	it("makes hexadecimal digits and version 4 UUIDs", () => {
		const stream = new RandomStream(3, "ids");
		for (const length of [0, 1, 8, 13, 32]) expect(stream.hex(length)).toMatch(new RegExp(`^[0-9a-f]{${length}}$`));
		for (let n = 0; n < 50; n++) expect(stream.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	});
});
