import { describe, expect, it } from "vitest";
import { missingTargets } from "#sandbox/pool/missing-targets.ts";
import { scenarioSchema } from "#sandbox/scenario.ts";
import { emptyStack } from "#sandbox/stack/stack.ts";
import type { Send } from "#sandbox/traffic/send.ts";
import { builtFor } from "../../support/stub-pool.ts";

const { functions } = builtFor("");
const built = { functions, stack: emptyStack(), notSimulated: [] };
const sending = (send: Partial<Send> & Pick<Send, "service">) => scenarioSchema.parse({ traffic: [{ at: 0, send: send as Send }] });

describe("traffic whose goal the template lacks", () => {
	const sends = {
		queue: sending({ service: "sqs", queue: "Gone", body: 1 }),
		topic: sending({ service: "sns", topic: "Gone", message: 1 }),
		"event bus": sending({ service: "events", bus: "Gone", source: "shop", detailType: "d", detail: {} }),
		stream: sending({ service: "kinesis", stream: "Gone", partitionKey: "k", data: 1 }),
		table: sending({ service: "dynamodb", table: "Gone", action: "put", item: {} }),
		bucket: sending({ service: "s3", bucket: "Gone", key: "k" }),
		API: sending({ service: "http", api: "Gone", path: "/" }),
		"WebSocket API": sending({ service: "websocket", api: "Gone", connection: "c", action: "connect" }),
	};
	it.each(Object.entries(sends))("is named: a %s", (kind, scenario) => {
		expect(missingTargets(built, scenario)).toEqual([
			{
				message: `The scenario sends to the ${kind} Gone, which is not there. The template has ${kind === "event bus" ? "default" : `no ${kind}`}.`,
				cure: `Give the ${kind} its logical id Gone in the template.`,
			},
		]);
	});

	it("is named once, however often it is sent to, and what is there is no problem", () => {
		const scenario = scenarioSchema.parse({
			traffic: [
				{ at: 0, send: { service: "sqs", queue: "Gone", body: 1 } },
				{ at: 1, send: { service: "sqs", queue: "Gone", body: 2 } },
				{ at: 2, send: { service: "events", source: "shop", detailType: "d", detail: {} } },
			],
		});
		expect(missingTargets(built, scenario)).toHaveLength(1);
	});

	it("is a function URL only where a function has one", () => {
		const scenario = sending({ service: "http", api: "Orders", path: "/" });
		expect(missingTargets(built, scenario)).toHaveLength(1);
		const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:Orders";
		const url = { id: "OrdersUrl", line: 1, functionArn, urlId: "u", authType: "NONE", invokeMode: "BUFFERED", cors: undefined } as const;
		expect(missingTargets({ ...built, stack: { ...emptyStack(), functionUrls: [url] } }, scenario)).toEqual([]);
	});

	it("is a function whose asynchronous event is to come twice (L161)", () => {
		const twice = (name: string) =>
			scenarioSchema.parse({ traffic: [{ at: 0, event: {} }], asyncDuplicates: [{ function: name, event: 1 }] });
		expect(missingTargets(built, twice("Gone")).map(({ message }) => message)).toEqual([
			expect.stringContaining("delivers an asynchronous event of Gone twice"),
		]);
		expect(missingTargets(built, twice(functions[0]?.name ?? ""))).toEqual([]);
	});
});
