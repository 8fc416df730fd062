import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sendInPieces } from "#sandbox/pool/trace-pieces.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";

const line = (text: string): TraceEvent => ({ at: 0, kind: "log", environment: 1, source: "function", text });

function sent(events: TraceEvent[], bounds: Parameters<typeof sendInPieces>[1]) {
	const pieces: string[] = [];
	const complete = sendInPieces(events, bounds, (json) => pieces.push(json));
	return { complete, pieces, events: pieces.flatMap((json) => JSON.parse(`[${json}]`)) };
}

describe("the pieces of a trace (S5)", () => {
	it("hold all events in order, whatever their texts are", () => {
		const bounds = { eventBytes: 2 ** 24, traceBytes: 2 ** 30 };
		fc.assert(
			fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => {
				const events = texts.map(line);
				expect(sent(events, bounds)).toMatchObject({ complete: true, events: JSON.parse(JSON.stringify(events)) });
			}),
		);
	});

	it("are small enough to be read at once, except where one event is larger", () => {
		const { pieces, complete } = sent([...Array.from({ length: 300 }, () => line("x".repeat(10_000))), line("y".repeat(3_000_000))], {
			eventBytes: 2 ** 24,
			traceBytes: 2 ** 30,
		});
		expect(complete).toBe(true);
		expect(pieces.length).toBe(5);
		expect(pieces.slice(0, -1).every((piece) => piece.length <= 1_000_000)).toBe(true);
	});

	it.each([
		["one event is larger than a frame", { eventBytes: 500, traceBytes: 10_000 }],
		["all events together are larger than a run's output", { eventBytes: 5_000, traceBytes: 1_500 }],
	])("stop before the first event that does not fit: %s", (_, bounds) => {
		const { complete, events } = sent([line("a"), line("b"), line("c".repeat(2_000)), line("d")], bounds);
		expect(complete).toBe(false);
		expect(events.map(({ text }) => text)).toEqual(["a", "b"]);
	});

	it("count bytes, not characters", () => {
		expect(sent([line("\ud800".repeat(100))], { eventBytes: 500, traceBytes: 10_000 }).complete).toBe(false);
		expect(sent([line("\u20ac".repeat(200))], { eventBytes: 500, traceBytes: 10_000 }).complete).toBe(false);
	});
});
