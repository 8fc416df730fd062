import { describe, expect, it } from "vitest";
import { runStack } from "../run-stack.ts";
import { aMapping, aStream, dataOf, eventsOf, handlerOf, put } from "./a-stream.ts";

const failsOnPoison = { Fn: { code: handlerOf(`if (data.includes("poison")) throw new Error("cannot read it");`) } };
const records = ["a", "b", "poison", "c", "d"].map((data) => put(data));

describe("a poison record", () => {
	it("blocks its shard: the same batch again and again, in order, and nothing behind it (L203)", async () => {
		const stack = { streams: [aStream()], mappings: [aMapping()] };
		const traffic = [...records, put("later", { at: 5_000 })];
		const trace = await runStack(failsOnPoison, stack, { traffic, durationMs: 600_000 });
		const attempts = dataOf(trace);
		expect(attempts.length).toBeGreaterThan(8);
		for (const attempt of attempts) expect(attempt).toEqual(["a", "b", "poison", "c", "d"]);
		expect(eventsOf(trace, "mapping.checkpointed")).toEqual([]);
	});
});
