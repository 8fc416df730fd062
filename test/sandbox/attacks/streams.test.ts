import { beforeAll, describe, expect, it } from "vitest";
import { type Attacked, attack, expectNoHarm } from "./attacks.ts";

/** What a streaming handler does to its stream `s`, and what its caller gets. */
const abuses: Record<string, [code: string, status: string, answer: unknown]> = {
	"writing after the end": ["s.end('first'); s.write('second');", "crashed", "Runtime.ExitError"],
	"ending twice": ["s.end('first'); s.end('second');", "succeeded", "first"],
	"destroying after the end": ["s.end('first'); s.destroy(new Error('x'));", "succeeded", "first"],
	"throwing after the end": ["s.end('first'); throw new RangeError('late');", "succeeded", "first"],
	"throwing after the first bytes": ["s.write('a'); throw new RangeError('early');", "failed", "RangeError"],
	"leaving the process after the end": ["s.end('x'); process.exit(1);", "crashed", "Runtime.ExitError"],
	"header lines in a content type": ["s.setContentType('a\\r\\nb: c'); s.end('x');", "succeeded", "x"],
	"a prelude with __proto__": [
		's = awslambda.HttpResponseStream.from(s, JSON.parse(\'{"__proto__":{"polluted":1},"statusCode":200}\')); s.write(\'x\'); s.end();',
		"succeeded",
		"x",
	],
	"a circular prelude": [
		"const p = {}; p.p = p; s = awslambda.HttpResponseStream.from(s, p); s.write('x'); s.end();",
		"failed",
		"TypeError",
	],
	"eight megabytes": ["for (let i = 0; i < 80; i++) s.write('x'.repeat(1e5)); s.end();", "succeeded", "x".repeat(2 ** 20)],
	"three hundred megabytes": [
		"const chunk = new Uint8Array(1e7); for (let i = 0; i < 30; i++) s.write(chunk); s.end();",
		"crashed",
		"Runtime.ExitError",
	],
	"a circular chunk": ["const o = {}; o.o = o; s.write(o); s.end();", "failed", "TypeError"],
	"a chunk that looks like bytes": ["s.write({ constructor: Object, length: 2 ** 40 }); s.end();", "succeeded", '{"length":1099511627776}'],
	"the end by hand": ["s.emit('finish'); s.emit('close'); s.end('x');", "succeeded", "x"],
	"an end that was replaced": ["s.end = () => {}; s.end();", "timedOut", "Sandbox.Timedout"],
	"a hook before the first bytes that calls itself": [
		"s._onBeforeFirstWrite = () => s.write('again'); s.write('y'); s.end();",
		"failed",
		"RangeError",
	],
	"a returned thenable that throws": ["s.end('x'); return { then() { throw new Error('x'); } };", "succeeded", "x"],
	"a stream of another invocation": ["globalThis.old ??= s; if (event.n === 2) old.end('forged'); s.end('own');", "succeeded", "own"],
};

describe("an abused stream (S7, L247-L250)", () => {
	let attacked: Attacked;
	beforeAll(async () => {
		attacked = await attack(
			Object.fromEntries(
				Object.entries(abuses).map(([name, [code]]) => [
					name,
					`export const handler = awslambda.streamifyResponse(async (event, s, context) => { ${code} });`,
				]),
			),
			{ times: 2 },
		);
	});

	it.each(Object.entries(abuses))("by %s ends its own invocation once, the same every time", (name, [, status, answer]) => {
		expect(attacked.endingsOf(name).map((ended) => ended.status)).toEqual([status, status]);
		expect(attacked.answersOf(name)).toEqual([answer, answer]);
	});

	it("does no harm to the function beside it", () => {
		expectNoHarm(attacked);
		expect(({} as { polluted?: number }).polluted).toBeUndefined();
	});
});
