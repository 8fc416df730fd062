import { describe, expect, it } from "vitest";
import { MemoryWatch } from "#sandbox/lambda/process/memory-watch.ts";

/** An isolate whose memory is what the test says. */
function watchOver(memory: { usedMb: number }, heldMb?: number) {
	let collected = 0;
	const watch = new MemoryWatch({
		get usedMb() {
			return memory.usedMb;
		},
		collect: () => {
			collected++;
			memory.usedMb = heldMb ?? memory.usedMb;
		},
	});
	return { watch, collected: () => collected };
}

describe("the watch over the memory of an entry", () => {
	it("finds it full when an entry holds more than MemorySize that it did not hold before", () => {
		const memory = { usedMb: 300 };
		const { watch, collected } = watchOver(memory);
		watch.beginEntry(128);
		memory.usedMb = 428;
		expect(watch.look()).toBeGreaterThanOrEqual(0);
		expect(collected()).toBe(0);
		memory.usedMb = 429;
		expect(watch.look()).toBe(-1);
		expect(collected()).toBe(1);
	});

	it("does not count garbage", () => {
		const memory = { usedMb: 10 };
		const { watch } = watchOver(memory, 20);
		watch.beginEntry(128);
		memory.usedMb = 400;
		expect(watch.look()).toBeGreaterThan(0);
	});

	it("looks again soon while the memory grows, and ever more seldom while it does not", () => {
		const memory = { usedMb: 10 };
		const { watch } = watchOver(memory);
		watch.beginEntry(1024);
		watch.look();
		expect(Array.from({ length: 12 }, () => watch.look())).toEqual([1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 1024, 1024]);
		memory.usedMb += 9;
		expect(watch.look()).toBe(0);
	});

	it("does not hold the memory of a new process against the next entry", () => {
		const memory = { usedMb: 10 };
		const { watch } = watchOver(memory);
		watch.beginEntry(128);
		memory.usedMb = 400;
		watch.processStarted();
		watch.beginEntry(128);
		expect(watch.look()).toBeGreaterThanOrEqual(0);
	});

	it("lets V8 collect what the process has left, and reads anew", () => {
		const memory = { usedMb: 500 };
		const { watch, collected } = watchOver(memory);
		watch.reclaim();
		expect(collected()).toBe(1);
		memory.usedMb = 20;
		watch.beginEntry(128);
		memory.usedMb = 149;
		expect(watch.look()).toBe(-1);
	});
});
