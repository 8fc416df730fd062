import { buildProject } from "#sandbox/build/build-project.ts";
import type { BuiltProject } from "#sandbox/build/built-project.ts";
import { type Scenario, scenarioSchema } from "#sandbox/scenario.ts";

/** A run of our own that a worker does before it says that it is ready, for nothing but to have compiled what each run calls. */
export type RunRehearsal = { built: BuiltProject; scenario: Scenario };

const files = {
	"template.yaml": `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: handler.handler, Runtime: nodejs24.x, Timeout: 1 }
`,
	"handler.mjs": `
import { randomUUID } from "node:crypto";
export const handler = async ({ fails, waits }) => {
	console.log("rehearsal", { id: randomUUID() });
	await new Promise((resolve) => setTimeout(resolve, waits));
	await (await fetch("https://rehearsal.example/", { method: "POST", body: "{}" })).json();
	if (fails) throw new Error("rehearsal");
	return { statusCode: 200 };
};
`,
};

const scenario = scenarioSchema.parse({
	traffic: [
		{ at: 0, event: { waits: 10 }, repeat: { count: 3, everyMs: 0 } },
		{ at: 500, event: { waits: 10, fails: true } },
		{ at: 1000, event: { waits: 2000 } },
	],
	network: [{ host: "rehearsal.example", routes: [{ method: "POST", path: "/", body: {} }] }],
});

/** @throws When it does not build, which is a fault of ours. */
export async function buildRunRehearsal(): Promise<RunRehearsal> {
	const result = await buildProject({ files });
	if (!result.ok) throw new Error(`The rehearsal of workers does not build: ${result.problems.map(({ message }) => message).join(" ")}`);
	return { built: result.built, scenario };
}
