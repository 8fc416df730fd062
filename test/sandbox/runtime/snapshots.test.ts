import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadCatalog } from "#content/index.ts";
import { buildProject } from "#sandbox/build/build-project.ts";
import type { BuiltProject } from "#sandbox/build/built-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { type SimulationInput, simulate } from "#sandbox/lambda/simulate.ts";
import { rehearsalOf } from "#sandbox/runtime/rehearsal.ts";
import { makePackageSnapshot, takePackageSnapshot } from "#sandbox/runtime/snapshot.ts";
import { type Scenario, scenarioSchema } from "#sandbox/scenario.ts";
import { template } from "../lambda/run-project.ts";

const guestLibrary = await buildGuestLibrary();
const { exercises } = await loadCatalog(resolve(import.meta.dirname, "../../../content"));

async function built(files: Record<string, string>): Promise<BuiltProject> {
	const result = await buildProject({ files });
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return result.built;
}

function digest(project: BuiltProject, scenario: Scenario, from?: SimulationInput["from"]): string {
	const outcome = simulate({ built: project, scenario, limits: defaultLimits, guestLibrary, ...(from ? { from } : {}) });
	if (outcome.status !== "completed") throw new Error(outcome.message);
	return createHash("sha256").update(JSON.stringify(outcome.trace)).digest("hex");
}

describe("environments made from the text of the guest library", () => {
	it.each([...exercises.values()])("leave the same trace as those from its snapshot: $slug", async ({ solution, scenario }) => {
		const project = await built(solution);
		expect(digest(project, scenario, "text")).toBe(digest(project, scenario));
	});
});

describe("environments made from a snapshot of packages", () => {
	const handler = `
		import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
		import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
		import { S3Client } from "@aws-sdk/client-s3";
		import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
		import { SNSClient } from "@aws-sdk/client-sns";
		import { SQSClient } from "@aws-sdk/client-sqs";
		import { chunk } from "lodash";
		const loadedAt = performance.now();
		const clients = [DynamoDBClient, EventBridgeClient, S3Client, SecretsManagerClient, SNSClient, SQSClient];
		let n = 0;
		export const handler = async () => [loadedAt, performance.now(), clients.map(({ name }) => name), chunk([1, 2, 3], 2), ++n, Math.random()];`;
	const scenario = scenarioSchema.parse({ traffic: [{ at: 0, event: {}, repeat: { count: 3, everyMs: 1 } }] });
	let project: BuiltProject;
	let fromText: string;
	beforeAll(async () => {
		project = await built({ "template.yaml": template(), "handler.mjs": handler });
		fromText = digest(project, scenario, "text");
	});

	/** The project as it is built for who has these files of packages already. */
	const without = (ids: string[]): BuiltProject => {
		const packages = Object.entries(project.packages ?? {}).map(([id, { text, ...unit }]) => [
			id,
			ids.includes(id) ? unit : { ...unit, text },
		]);
		return { ...project, packages: Object.fromEntries(packages) };
	};

	it("leave the same trace as those that evaluate each text: a project with six clients of the AWS SDK", () => {
		expect(digest(project, scenario)).toBe(fromText);
		const units = project.packages ?? {};
		const entries = Object.keys(units).filter((id) => /^@aws-sdk\/client-|^lodash/.test(id));
		const bytes = makePackageSnapshot(guestLibrary, units, rehearsalOf(entries)).buffer as ArrayBuffer;
		expect(digest(without(Object.keys(units)), scenario, takePackageSnapshot(bytes))).toBe(fromText);
	});

	it("may get further packages as texts", () => {
		const { "lodash/lodash.js": _, ...held } = project.packages ?? {};
		const bytes = makePackageSnapshot(guestLibrary, held, rehearsalOf([])).buffer as ArrayBuffer;
		expect(digest(without(Object.keys(held)), scenario, takePackageSnapshot(bytes))).toBe(fromText);
	});

	it("have none of what evaluated packages leave behind in another environment", async () => {
		const counting = `import _ from "lodash"; export const handler = async () => { _.marked = (_.marked ?? 0) + 1; return _.marked; };`;
		const lodash = await built({ "template.yaml": template(), "handler.mjs": counting });
		const bytes = makePackageSnapshot(guestLibrary, lodash.packages ?? {}, rehearsalOf(["lodash/lodash.js"])).buffer as ArrayBuffer;
		const atOnce = scenarioSchema.parse({ traffic: [{ at: 0, event: {}, repeat: { count: 3, everyMs: 0 } }] });
		const outcome = simulate({ built: lodash, scenario: atOnce, limits: defaultLimits, guestLibrary, from: takePackageSnapshot(bytes) });
		const responses = outcome.trace.events.flatMap((event) => (event.kind === "invocation.ended" ? [event.response] : []));
		expect(responses).toEqual(["1", "1", "1"]);
	});
});
