import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";

/** What functions logged behind `said:`, in its order. */
async function run(files: Record<string, string>, scenario: ScenarioInput): Promise<string[]> {
	const result = await buildProject({ files });
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	const parsed = scenarioSchema.parse(scenario);
	const outcome = simulate({ built: result.built, scenario: parsed, limits: defaultLimits, guestLibrary: await buildGuestLibrary() });
	if (outcome.status !== "completed") throw new Error(`${outcome.status}: ${outcome.message}`);
	return [...JSON.stringify(outcome.trace.events).matchAll(/said:([^\\"]*)/g)].map(([, text = ""]) => text);
}
const SAM = "Transform: AWS::Serverless-2016-10-31\nGlobals: { Function: { Runtime: nodejs24.x, Timeout: 10 } }\nResources:\n";

describe("a project runs through its own triggers:", () => {
	it("a topic, the queue that SAM puts behind it, and the function that reads the queue", async () => {
		const files = {
			"template.yaml": `${SAM}  Topic: { Type: AWS::SNS::Topic }
  Worker: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Events: { News: { Type: SNS, Properties: { Topic: !Ref Topic, SqsSubscription: true } } } } }
`,
			"app.mjs": `export const handler = async (event) => { console.log("said:" + JSON.parse(event.Records[0].body).Message); };`,
		};
		const scenario: ScenarioInput = { seed: 1, traffic: [{ at: 0, send: { service: "sns", topic: "Topic", message: "hello" } }] };
		expect(await run(files, scenario)).toEqual(["hello"]);
	});

	it("a request to the implicit API reaches the function under the permission that SAM adds", async () => {
		const files = {
			"template.yaml": `${SAM}  Worker: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, InlineCode: 'exports.handler = async (event) => { console.log("said:" + event.pathParameters.id); return { statusCode: 200, body: "ok" }; };', Events: { Get: { Type: Api, Properties: { Path: "/items/{id}", Method: get } } } } }
`,
		};
		const scenario: ScenarioInput = {
			seed: 1,
			traffic: [{ at: 0, send: { service: "http", api: "ServerlessRestApi", path: "/items/7" } }],
		};
		expect(await run(files, scenario)).toEqual(["7"]);
	});
});
