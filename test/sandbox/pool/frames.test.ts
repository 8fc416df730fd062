import { describe, expect, it, vi } from "vitest";
import { createFrameReader, encodeFrame, FrameError } from "#sandbox/pool/frames.ts";

describe("a stream of frames", () => {
	const messages = [{ a: 1 }, "text ü 🙂", [], null, { deep: { er: [1, 2, 3] } }];
	const stream = Buffer.concat(messages.map(encodeFrame));

	it.each([1, 2, 3, 7, 1000])("gives back what was written, in pieces of %i bytes", (size) => {
		const reader = createFrameReader(1000);
		const read: unknown[] = [];
		for (let at = 0; at < stream.length; at += size) read.push(...reader.push(stream.subarray(at, at + size)));
		expect(read).toEqual(messages);
		expect(reader.pendingBytes()).toBe(0);
	});

	it.each([
		["4 GB", Buffer.from([0xff, 0xff, 0xff, 0xff])],
		["one byte too much", Buffer.from([0, 0, 3, 0xe9])],
		["nothing", Buffer.from([0, 0, 0, 0])],
		["what is no JSON", Buffer.from([0, 0, 0, 1, 0x7b])],
	])("refuses a frame that announces %s", (_, bytes) => {
		expect(() => [...createFrameReader(1000).push(bytes)]).toThrow(FrameError);
	});

	it("keeps half a frame waiting", () => {
		const reader = createFrameReader(1000);
		expect([...reader.push(Buffer.from([0, 0, 1, 0, 0x7b]))]).toEqual([]);
		expect(reader.pendingBytes()).toBe(1);
	});

	it("gives a message before it looks at what comes behind it", () => {
		const reading = createFrameReader(1000).push(Buffer.concat([encodeFrame("outcome"), Buffer.from([0xff, 0xff, 0xff, 0xff])]));
		expect(reading.next().value).toBe("outcome");
		expect(() => reading.next()).toThrow(FrameError);
	});

	it("reads a large frame that comes in many pieces without copying it over and over", () => {
		const frame = encodeFrame("x".repeat(30_000_000));
		const reader = createFrameReader(40_000_000);
		const concat = vi.spyOn(Buffer, "concat");
		let read: unknown[] = [];
		for (let at = 0; at < frame.length; at += 4096) read = [...reader.push(frame.subarray(at, at + 4096))];
		expect(read).toHaveLength(1);
		expect(concat.mock.calls.length).toBeLessThanOrEqual(2);
		concat.mockRestore();
	});
});
