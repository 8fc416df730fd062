import { homedir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunOutcome } from "#sandbox/outcome.ts";
import { createSandbox, type Sandbox } from "#sandbox/pool/sandbox.ts";
import { scenarioSchema } from "#sandbox/scenario.ts";
import { madeUpProgram } from "../../support/programs.ts";
import { root } from "../../support/real-pool.ts";

/** Programs in all; more in a night: PROGRAMS=30000, from another seed: PROGRAMS_FROM=1000000. */
const count = Number(process.env.PROGRAMS ?? 300);
const first = Number(process.env.PROGRAMS_FROM ?? 1);
/** Programs that share a worker process, each in an environment of its own. */
const together = 20;
const steps = 120;

const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Handler: app.handler, Runtime: nodejs24.x, Timeout: 3 }`;
const SECRET = "host-secret-9a1158154dfa42caddbd0694a4e9bdc8";

type Tried = { seeds: number[]; outcome: RunOutcome; text: string };

/** Runs programs side by side. When one of them stops the run, the others are run again without it. */
async function tryAll(sandbox: Sandbox, seeds: number[]): Promise<Tried[]> {
	if (seeds.length === 0) return [];
	const traffic = seeds.map((seed) => ({ at: 0, event: { seed, steps } }));
	const network = [{ host: "a.test", routes: [{ path: "/*", body: { ok: true } }] }];
	const outcome = await sandbox.run(
		{ files: { "template.yaml": template, "app.mjs": madeUpProgram } },
		scenarioSchema.parse({ traffic, network }),
	);
	const tried = { seeds, outcome, text: JSON.stringify(outcome) };
	const guilty = outcome.status === "stopped" ? (outcome.during?.invocation ?? 1) : undefined;
	if (guilty === undefined) return [tried];
	return [tried, ...(await tryAll(sandbox, seeds.toSpliced(guilty - 1, 1)))];
}

describe(`${count} programs that are made up from seeds`, () => {
	let sandbox: Sandbox;
	let tried: Tried[] = [];
	const faults: unknown[] = [];
	beforeAll(
		async () => {
			process.env.WARMSTART_MADE_UP = SECRET;
			const limits = { wallMs: 20_000, startMs: 120_000 };
			sandbox = createSandbox({
				rehearse: false,
				root,
				workers: 2,
				limits,
				simulationLimits: { guestEntryMs: 1_500 },
				onFault: (fault) => faults.push(fault),
			});
			const groups = Array.from({ length: Math.ceil(count / together) }, (_, g) =>
				Array.from({ length: Math.min(together, count - g * together) }, (_, i) => first + g * together + i),
			);
			const lane = async () => {
				for (let group = groups.shift(); group; group = groups.shift()) tried.push(...(await tryAll(sandbox, group)));
			};
			await Promise.all([lane(), lane()]);
			tried = tried.toSorted((a, b) => (a.seeds[0] ?? 0) - (b.seeds[0] ?? 0));
			delete process.env.WARMSTART_MADE_UP;
		},
		60_000 + count * 2_000,
	);
	afterAll(() => sandbox.close());

	it("end with an outcome that names what happened, and never as a fault of the simulator or a crash of the worker (S2, S3, S10)", () => {
		expect(faults).toEqual([]);
		const ends = tried.map(({ outcome, seeds }) => ({
			status: outcome.status,
			reason: "reason" in outcome ? outcome.reason : undefined,
			seeds,
		}));
		expect(ends.filter(({ status, reason }) => !["completed", "stopped"].includes(status) || reason === "crash")).toEqual([]);
	});

	it("end each invocation once", () => {
		for (const { outcome, seeds } of tried) {
			if (outcome.status !== "completed") continue;
			const ended = outcome.trace.events.flatMap((event) => (event.kind === "invocation.ended" ? [event.invocation] : []));
			expect(ended.toSorted((a, b) => a - b)).toEqual(seeds.map((_, i) => i + 1));
		}
	});

	it("show nothing of the machine (S1)", () => {
		const shown = [SECRET, root, homedir(), process.execPath, "isolated-vm", "guest-isolate", "/sandbox/"].filter(
			(text) => text.length > 5,
		);
		for (const { text, seeds } of tried) for (const secret of shown) expect(text.includes(secret) && { secret, seeds }).toBe(false);
	});

	it("do something: most of them come to their end, and most of their steps do not throw", () => {
		const completed = tried.filter(({ outcome }) => outcome.status === "completed").reduce((sum, { seeds }) => sum + seeds.length, 0);
		expect(completed).toBeGreaterThan(count * 0.8);
		const counts = tried.flatMap(({ text }) =>
			[...text.matchAll(/\\"done\\":(\d+),\\"thrown\\":(\d+)/g)].map(([, done, thrown]) => [Number(done), Number(thrown)] as const),
		);
		const sum = (at: 0 | 1) => counts.reduce((all, pair) => all + pair[at], 0);
		expect(counts.length).toBeGreaterThan(count / 4);
		expect(sum(0)).toBeGreaterThan(sum(1) / 2);
	});
});
