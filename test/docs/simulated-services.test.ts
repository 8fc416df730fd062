import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { Simulation } from "#sandbox/kernel/simulation.ts";
import { SimulatedNetwork } from "#sandbox/lambda/host/simulated-network.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { Recorder } from "#sandbox/lambda/recorder.ts";
import type { Run } from "#sandbox/lambda/run.ts";
import { LambdaService } from "#sandbox/lambda/service/lambda-service.ts";
import { scenarioSchema } from "#sandbox/scenario.ts";
import { deployServices } from "#sandbox/services/deploy.ts";
import type { AwsEndpoints } from "#sandbox/services/wire/aws-endpoints.ts";
import { emptyStack } from "#sandbox/stack/stack.ts";

/** The table as the code would write it. */
function tableOfServices(): string {
	const scenario = scenarioSchema.parse({ seed: 1, traffic: [{ at: 0, event: {} }] });
	const network = new SimulatedNetwork(scenario, new RandomStream(1, "network"));
	const run = { simulation: new Simulation(), recorder: new Recorder(defaultLimits, () => {}), scenario, network, epochMs: 0 } as Run;
	deployServices(run, emptyStack(), new LambdaService(run, []));
	const endpoints = network.serverOf(`sqs.${scenario.region}.amazonaws.com`) as AwsEndpoints;
	const rows = endpoints.offered.map(({ title, operations }) => `| ${title} | ${operations.sort().join(", ")} |`);
	return ["| service | commands |", "|---|---|", ...rows.sort()].join("\n");
}

describe("the page about fidelity", () => {
	it("lists every service and command that the SDK reaches, and no other", () => {
		const page = readFileSync(resolve(import.meta.dirname, "../../docs/fidelity.md"), "utf8");
		const [, listed = ""] = /<!-- services:[^>]*-->\n([\s\S]*?)\n?<!-- end of services -->/.exec(page) ?? [];
		expect(listed.trim().split("\n")).toEqual(tableOfServices().split("\n"));
	});
});
