import ivm from "isolated-vm";
import { buildProject } from "#sandbox/build/build-project.ts";
import type { BuiltProject } from "#sandbox/build/built-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import type { GuestLibrary } from "#sandbox/runtime/guest-library.ts";
import { snapshotOf } from "#sandbox/runtime/snapshot.ts";
import { type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";
import { compare, type Figure, timeMs } from "./measure.ts";

async function built(handler: string, timeout = 60): Promise<BuiltProject> {
	const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: handler.handler, Runtime: nodejs24.x, MemorySize: 1769, Timeout: ${timeout} }
`;
	const result = await buildProject({ files: { "template.yaml": template, "handler.mjs": handler } });
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return result.built;
}

/** The same number of contexts from the same snapshot, and of calls into them, with nothing else around. */
function bareLoop(library: GuestLibrary, contexts: number, calls: number): number {
	const isolate = new ivm.Isolate({ memoryLimit: 768, snapshot: snapshotOf(library, "core") });
	const startedAt = performance.now();
	const entries: ivm.Reference<() => void>[] = [];
	for (let n = 0; n < contexts; n++) {
		const context = isolate.createContextSync();
		entries.push(context.evalClosureSync("return () => { globalThis.n = (globalThis.n ?? 0) + 1; }", [], { result: { reference: true } }));
	}
	for (let n = 0; n < calls; n++) (entries[n % contexts] as ivm.Reference<() => void>).applySync(undefined, [], {});
	const ms = performance.now() - startedAt;
	isolate.dispose();
	return ms;
}

/** What the engine itself costs, within one process, beside isolated-vm alone. */
export async function engineFigures(): Promise<Figure[]> {
	const library = await buildGuestLibrary();
	const counting = await built("let n = 0; export const handler = async () => ++n;");
	const waiting = await built("export const handler = () => new Promise((resolve) => setTimeout(resolve, 200));");
	const run = (project: BuiltProject, scenario: ScenarioInput) => async () => {
		const parsed = scenarioSchema.parse(scenario);
		return timeMs(() => {
			const outcome = simulate({
				built: project,
				scenario: parsed,
				limits: { ...defaultLimits, traceEvents: 2_000_000 },
				guestLibrary: library,
			});
			if (outcome.status !== "completed") throw new Error(`The run ended as ${outcome.status}: ${outcome.message}`);
		});
	};
	const bare = (contexts: number, calls: number) => async () => bareLoop(library, contexts, calls);
	const waves = (concurrency: number, count: number) => ({
		traffic: Array.from({ length: count }, (_, wave) => ({ at: wave * 1000, event: {}, repeat: { count: concurrency, everyMs: 0 } })),
	});
	const each = (divisor: number, work: () => Promise<number>) => async () => (await work()) / divisor;
	const isolated = "the same contexts and calls of isolated-vm alone";
	const cold = await compare(
		"engine",
		"ms",
		{ name: "cold environment", run: each(200, run(counting, waves(200, 1))) },
		{ name: isolated, run: each(200, bare(200, 200)) },
		7,
		"2.5 ms",
	);
	const warmRun = run(counting, { traffic: [{ at: 0, event: {}, repeat: { count: 20_000, everyMs: 20 } }] });
	const warm = await compare(
		"engine",
		"µs",
		{ name: "warm invocation", run: each(20, warmRun) },
		{ name: isolated, run: each(20, bare(1, 20_000)) },
		5,
		"25 µs",
	);
	const thousand = await compare(
		"engine",
		"ms",
		{ name: "1,000 invocations on 100 environments, 200 ms each", run: run(waiting, waves(100, 10)) },
		{ name: isolated, run: bare(100, 1_000) },
		5,
		"350 ms, 1.5 times",
	);
	return [cold, warm, thousand, ...(await loopFigures(library))];
}

/** A loop that does almost nothing, which is where counting its iterations costs most. */
async function loopFigures(library: GuestLibrary): Promise<Figure[]> {
	const loop = "let s = 0; for (let i = 0; i < 4e7; i++) s += i & 7; return s;";
	const counted = await built(`export const handler = async () => { ${loop} };`, 900);
	const uncounted = await built(
		`const f = new Function(${JSON.stringify(`return (async () => { ${loop} })()`)}); export const handler = () => f();`,
		900,
	);
	const scenario = scenarioSchema.parse({ traffic: [{ at: 0, event: {} }] });
	const run = (project: BuiltProject) => async () =>
		timeMs(() => {
			const outcome = simulate({ built: project, scenario, limits: { ...defaultLimits, guestEntryMs: 60_000 }, guestLibrary: library });
			if (outcome.status !== "completed") throw new Error(outcome.message);
		});
	return [
		await compare(
			"engine",
			"ms",
			{ name: "a tight loop of 40 million iterations, counted", run: run(counted) },
			{ name: "the same loop uncounted", run: run(uncounted) },
			5,
			"3 times",
		),
	];
}
