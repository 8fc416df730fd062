import { describe, expect, it } from "vitest";
import { endings, only, responses, traceOf } from "./run-project.ts";

const ending = async (body: string) =>
	only(endings(await traceOf(`export const handler = awslambda.streamifyResponse(async (event, stream) => { ${body} });`)));

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
