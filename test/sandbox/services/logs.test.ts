import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { emptyStack } from "#sandbox/stack/stack.ts";
import { runStack } from "./run-stack.ts";

const arn = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;
const group = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/Orders:*";

const functions = {
	Orders: {
		code: `export const handler = async (event) => { console.log("order", event.id); if (event.id === 3) console.error("ERROR bad order"); };`,
	},
	Alarms: { code: `export const handler = async (event) => console.log("data", event.awslogs.data);` },
};

/** Runs four orders, with a subscription filter that sends lines of Orders to Alarms. */
async function forwarded(pattern: string, permission: { principal: string; sourceArn?: string } | undefined) {
	const trace = await runStack(
		functions,
		{
			...emptyStack(),
			subscriptionFilters: [
				{ id: "Errors", line: 1, name: "errors", logGroupName: "/aws/lambda/Orders", pattern, destinationArn: arn("Alarms") },
			],
			permissions: permission
				? [{ id: "P", line: 1, functionArn: arn("Alarms"), sourceArn: undefined, action: "lambda:InvokeFunction", ...permission }]
				: [],
		},
		{ traffic: [1, 2, 3, 4].map((id) => ({ at: id * 5_000, function: "Orders", event: { id } })) },
	);
	const data = trace.events.flatMap((event) => (event.kind === "log" ? (/data ([A-Za-z0-9+/=]+)/.exec(event.text)?.[1] ?? []) : []));
	return { trace, payloads: data.map((text) => JSON.parse(gunzipSync(Buffer.from(text, "base64")).toString())) };
}

describe("a subscription filter", () => {
	it("forwards the lines that pass, as compressed base64, to its function", async () => {
		const { payloads, trace } = await forwarded("ERROR", { principal: "logs.amazonaws.com", sourceArn: group });
		expect(payloads).toEqual([
			{
				messageType: "DATA_MESSAGE",
				owner: "123456789012",
				logGroup: "/aws/lambda/Orders",
				logStream: expect.stringMatching(/^2026\/11\/24\/\[\$LATEST\][0-9a-f]{32}$/),
				subscriptionFilters: ["errors"],
				logEvents: [
					{
						id: expect.stringMatching(/^\d{56}$/),
						timestamp: expect.any(Number),
						message: expect.stringMatching(/\tERROR\tERROR bad order\n$/),
					},
				],
			},
		]);
		const [{ logEvents }] = payloads as [{ logEvents: { timestamp: number }[] }];
		expect(logEvents[0]?.timestamp).toBeGreaterThanOrEqual(Date.parse("2026-11-24T09:00:15.000Z"));
		expect(trace.events).toContainEqual(expect.objectContaining({ kind: "logs.forwarded", filter: "errors", events: 1 }));
	});

	it("sees the lines of the platform too, gathered by log stream", async () => {
		const { payloads } = await forwarded("REPORT", { principal: "logs.eu-central-1.amazonaws.com" });
		expect(payloads).toHaveLength(4);
		expect(payloads[0].logEvents[0].message).toContain("REPORT RequestId:");
	});

	it("needs a permission for the log group (L155)", async () => {
		const { payloads, trace } = await forwarded("ERROR", undefined);
		expect(payloads).toEqual([]);
		expect(trace.events).toContainEqual(expect.objectContaining({ kind: "sending.failed", code: "AccessDeniedException" }));
	});

	it("with a pattern that CloudWatch refuses forwards nothing, as the trace tells", async () => {
		const { trace } = await forwarded("{ $.a }", { principal: "logs.amazonaws.com" });
		expect(trace.events).toContainEqual(expect.objectContaining({ kind: "logs.filterRefused", filter: "errors" }));
	});
});
