import { describe, expect, it } from "vitest";
import { endings, eventsOf, only, responses, type Sam, traceOf } from "./run-project.ts";

const run = (body: string, sam: Sam = {}) =>
	traceOf(`export const handler = awslambda.streamifyResponse(async (event, stream) => { ${body} });`, sam);
const ending = async (body: string, sam: Sam = {}) => only(endings(await run(body, sam)));

describe("a streamed response", () => {
	it("is the text of the body in the trace, with its type and size (L248)", async () => {
		expect(await ending("stream.setContentType('text/plain'); stream.write('grüße'); stream.end();")).toMatchObject({
			status: "succeeded",
			response: '"grüße"',
			streamed: { contentType: "text/plain", bytes: 7 },
		});
	});

	it("keeps the prelude apart from the body (L248)", async () => {
		const { response, streamed } = await ending(
			"const s = awslambda.HttpResponseStream.from(stream, { statusCode: 201 }); s.write('a'); s.write('b'); s.end();",
		);
		expect(response).toBe('"ab"');
		expect(streamed).toEqual({
			contentType: "application/vnd.awslambda.http-integration-response",
			prelude: '{"statusCode":201}',
			bytes: 18 + 8 + 2,
		});
	});

	it("takes as long as its chunks take", async () => {
		const { durationMs } = await ending("stream.write('a'); await new Promise((r) => setTimeout(r, 400)); stream.end('b');");
		expect(durationMs).toBeGreaterThanOrEqual(400);
	});

	it("of up to 6 MB goes out at once, and beyond that goes out at 2 MB/s, which the invocation lasts for (L48)", async () => {
		const megabytes = (count: number) => `stream.end(Buffer.alloc(${count} * 1024 * 1024, "x"));`;
		const { durationMs: uncapped } = await ending(megabytes(6));
		const { durationMs: capped, streamed, billedMs, initMs } = await ending(megabytes(10));
		expect(uncapped).toBeLessThan(100);
		expect(Math.round((capped - uncapped) / 100)).toBe(20);
		expect(billedMs).toBeGreaterThanOrEqual(Math.floor(capped + (initMs ?? 0)));
		expect(streamed?.bytes).toBe(10 * 2 ** 20);
	});

	it("that takes longer to go out than the function may run times out (L31, L48)", async () => {
		expect(await ending('stream.end(Buffer.alloc(20 * 1024 * 1024, "x"));')).toMatchObject({ status: "timedOut", durationMs: 3000 });
	});

	it("says by write and drain when the writer is ahead of the caller (L48)", async () => {
		const body = `const chunk = Buffer.alloc(1024 * 1024, "x"); const began = Date.now(); const waits = [];
			for (let n = 0; n < 8; n++) if (!stream.write(chunk)) { await new Promise((done) => stream.once("drain", done)); waits.push(Date.now() - began); }
			console.log(JSON.stringify(waits)); stream.end();`;
		const trace = await run(body);
		const [line] = eventsOf(trace, "log").filter(({ source }) => source === "function");
		const [first, second] = JSON.parse(line?.text.split("\t")[3] ?? "") as [number, number];
		expect([first, second].map((ms) => Math.round(ms / 100))).toEqual([5, 10]);
	});

	it("is limited to 200 MB (L42, L48)", async () => {
		const write = (bytes: number) => `const chunk = Buffer.alloc(1024 * 1024, "x");
			for (let n = 0; n < 200; n++) stream.write(chunk); stream.end(chunk.subarray(0, ${bytes}));`;
		const whole = await ending(write(0), { timeout: 120 });
		expect(whole).toMatchObject({ status: "succeeded", streamed: { bytes: 200 * 2 ** 20 } });
		expect(Math.round(whole.durationMs / 1000)).toBe(97);
		const longer = await ending(write(1), { timeout: 120 });
		expect(longer).toMatchObject({ status: "failed", error: { errorType: "Function.ResponseSizeTooLarge" } });
		expect(longer.error?.errorMessage).toContain("209715200 bytes");
	});

	it("has its beginning in the trace, which says so", async () => {
		const trace = await run('stream.write("a".repeat(2 ** 20 - 1)); stream.write("bcd"); stream.end();');
		const { response, streamed } = only(endings(trace));
		expect(JSON.parse(response ?? "")).toBe(`${"a".repeat(2 ** 20 - 1)}b`);
		expect(streamed?.bytes).toBe(2 ** 20 + 2);
		expect(only(eventsOf(trace, "output.cut")).what).toContain("1,048,576 bytes");
	});

	it("that is never ended lasts until the timeout (L250)", async () => {
		expect(await ending("stream.write('a');")).toMatchObject({ status: "timedOut", durationMs: 3000 });
	});

	it("that breaks off is an error with the handler's own type (L249)", async () => {
		const { status, error, response } = await ending("stream.write('a'); throw new RangeError('broken');");
		expect({ status, type: error?.errorType, response }).toEqual({ status: "failed", type: "RangeError", response: undefined });
	});

	it("leaves the environment for the next invocation (L13)", async () => {
		const source = "let n = 0; export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.end(String(++n)); });";
		expect(responses(await traceOf(source, {}, { events: [{}, {}] }))).toEqual(["1", "2"]);
	});
});
