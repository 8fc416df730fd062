import { beforeAll, describe, expect, it } from "vitest";
import { type Attacked, attack, expectNoHarm } from "./attacks.ts";

/** Sizes that are refused before any memory is taken; those that do take it are in support/hostile-handlers.ts and run in a process of their own. */
const refused: Record<string, [code: string, error: string]> = {
	"an array of 2^32 places": ["new Array(2 ** 32)", "RangeError"],
	"an array with its length set": ["{ const a = []; a.length = 2 ** 32; }", "RangeError"],
	"a buffer of 2^53 bytes": ["new ArrayBuffer(2 ** 53)", "RangeError"],
	"a typed array of 2^40 places": ["new Float64Array(2 ** 40)", "RangeError"],
	"a typed array of a negative length": ["new Uint8Array(-1)", "RangeError"],
	"a Buffer of 2^53 bytes": ["Buffer.alloc(2 ** 53)", "RangeError"],
	"an uncleared Buffer of 2^53 bytes": ["Buffer.allocUnsafe(2 ** 53)", "RangeError"],
	"a Buffer of endless length": ["Buffer.alloc(Infinity)", "RangeError"],
	"a text of 2^30 characters": ["'x'.repeat(2 ** 30)", "RangeError"],
	"a text filled up to 2^30": ["'x'.padEnd(2 ** 30)", "RangeError"],
	"a text joined from separators": ["new Array(2 ** 20).join('x'.repeat(2 ** 12))", "RangeError"],
	"a negative number of copies": ["'x'.repeat(-1)", "RangeError"],
	"a BigInt of 2^31 bits": ["1n << (2n ** 31n)", "RangeError"],
	"a BigInt by a power": ["2n ** (2n ** 40n)", "RangeError"],
	"a call with a million arguments": ["Math.max(...new Array(1e6))", "RangeError"],
	"a nested regular expression": ["new RegExp('('.repeat(1e5) + ')'.repeat(1e5))", "SyntaxError"],
	"a clone of what cannot be cloned": ["structuredClone({ f() {} })", "DataCloneError"],
};

describe("a size that no environment has", () => {
	let attacked: Attacked;
	beforeAll(async () => {
		attacked = await attack(
			Object.fromEntries(
				Object.entries(refused).map(([name, [code]]) => [
					name,
					`export const handler = async (event) => { if (event.n === 2) return "still here"; try { ${code}; } catch (error) { return error.name; } return "taken"; };`,
				]),
			),
			{ times: 2 },
		);
	});

	it.each(Object.entries(refused))("%s is refused, and the environment works on (S4)", (name, [, error]) => {
		expect(attacked.answersOf(name)).toEqual([error, "still here"]);
		expect(new Set(attacked.endingsOf(name).map((ended) => ended.environment)).size).toBe(1);
	});

	it("does no harm to the function beside it", () => {
		expectNoHarm(attacked);
	});
});
