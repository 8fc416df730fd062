import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFrameReader, encodeFrame, FrameError } from "#sandbox/pool/frames.ts";
import { workerMessageSchema } from "#sandbox/pool/messages.ts";
import { messageOf } from "../../support/message-arbitrary.ts";

const numRuns = Number(process.env.FUZZ_RUNS ?? 1_000);
const maxFrameBytes = 64;

/** Bytes that are often nearly frames: a length, then text. */
const bytes = fc
	.array(
		fc.oneof(
			fc.uint8Array({ maxLength: 40 }).map((some) => Buffer.from(some)),
			fc.string({ unit: "binary", maxLength: 12 }).map((text) => encodeFrame(text)),
			fc.json({ maxDepth: 1 }).map((text) => encodeFrame(text)),
			fc.integer({ min: 0, max: 0xffffffff }).map((length) => {
				const prefix = Buffer.alloc(4);
				prefix.writeUInt32BE(length);
				return prefix;
			}),
		),
		{ maxLength: 6 },
	)
	.map((parts) => Buffer.concat(parts));

/** Pushes bytes in pieces of the given sizes. @returns The messages, and whether the stream was given up. */
function readIn(all: Buffer, sizes: readonly number[]): { messages: unknown[]; failed: boolean; held: number } {
	const reader = createFrameReader(maxFrameBytes);
	const messages: unknown[] = [];
	let held = 0;
	try {
		for (let at = 0, n = 0; at < all.length; n++) {
			const size = sizes[n % sizes.length] ?? 1;
			messages.push(...reader.push(all.subarray(at, at + size)));
			held = Math.max(held, reader.pendingBytes());
			at += size;
		}
	} catch (error) {
		if (!(error instanceof FrameError)) throw error;
		return { messages, failed: true, held };
	}
	return { messages, failed: false, held };
}

const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });

describe("frames of a worker (S2, S10)", () => {
	it("reads any bytes in any pieces as messages or as one error, and keeps no more of them than a frame may have", () => {
		fc.assert(
			fc.property(bytes, sizes, (all, pieces) => {
				const { messages, failed, held } = readIn(all, pieces);
				expect(held).toBeLessThanOrEqual(maxFrameBytes + 4);
				// How the bytes were cut into pieces makes no difference.
				const whole = readIn(all, [1]);
				expect([messages.length <= whole.messages.length, failed]).toEqual([true, whole.failed]);
				if (!failed) expect(messages).toEqual(whole.messages);
			}),
			{ numRuns },
		);
	});

	it("takes any JSON for a message of its schema or for none, and touches no prototype", () => {
		const before = Reflect.ownKeys(Object.prototype).length;
		const known = new Set<string>();
		fc.assert(
			fc.property(messageOf(workerMessageSchema), (message) => {
				const parsed = workerMessageSchema.safeParse(JSON.parse(JSON.stringify(message)));
				if (parsed.success) known.add(parsed.data.type);
			}),
			{ numRuns },
		);
		expect([...known].sort()).toEqual(workerMessageSchema.options.map(({ shape }) => shape.type.value).sort());
		expect(Reflect.ownKeys(Object.prototype).length).toBe(before);
		expect(Object.keys({})).toEqual([]);
	});
});
