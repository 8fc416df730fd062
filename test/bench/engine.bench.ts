import { buildProject } from "#sandbox/build/build-project.ts";
import type { BuiltProject } from "#sandbox/build/built-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import type { GuestLibrary } from "#sandbox/runtime/guest-library.ts";
import { type Scenario, type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";
import { bareLoop } from "./bare-loop.ts";
import { compare, compareWithTail, type Figure, timeMs } from "./measure.ts";

export async function built(handler: string, timeout = 60): Promise<BuiltProject> {
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

/** Far above what a run of a learner may take, so that the large scenarios of the bench come to their end. */
const limits = { ...defaultLimits, traceEvents: 5_000_000, hostCalls: 5_000_000, isolateMemoryMb: 1500 };

export function runToEnd(project: BuiltProject, scenario: Scenario, guestLibrary: GuestLibrary, guestEntryMs = limits.guestEntryMs): void {
	const outcome = simulate({ built: project, scenario, limits: { ...limits, guestEntryMs }, guestLibrary });
	if (outcome.status !== "completed") throw new Error(`The run ended as ${outcome.status}: ${outcome.message}`);
}

export const countingHandler = "let n = 0; export const handler = async () => ++n;";
export const waitingHandler = "export const handler = () => new Promise((resolve) => setTimeout(resolve, 200));";

/** `count` times, a second apart, as many requests at once. */
export const waves = (concurrency: number, count: number): ScenarioInput => ({
	traffic: Array.from({ length: count }, (_, wave) => ({ at: wave * 1000, event: {}, repeat: { count: concurrency, everyMs: 0 } })),
	accountConcurrency: 10_000,
});

const isolated = "the same environments and entries of isolated-vm alone";

/** What the engine itself costs, within one process, beside isolated-vm alone. */
export async function engineFigures(): Promise<Figure[]> {
	const library = await buildGuestLibrary();
	const counting = await built(countingHandler);
	const waiting = await built(waitingHandler);
	const run = (project: BuiltProject, scenario: ScenarioInput) => {
		const parsed = scenarioSchema.parse(scenario);
		return async () => timeMs(() => runToEnd(project, parsed, library));
	};
	const bare = (environments: number, invocations: number, waits: boolean) => async () =>
		bareLoop(library, { environments, invocations, waits });
	const each = (divisor: number, work: () => Promise<number>) => async () => (await work()) / divisor;
	const cold = await compareWithTail(
		"engine",
		"ms",
		{ name: "cold environment, of 50 at once", run: each(50, run(counting, waves(50, 1))) },
		{ name: isolated, run: each(50, bare(50, 50, false)) },
		40,
		{ median: "2.5 ms", p95: "4 ms" },
	);
	const manyInARow = { traffic: [{ at: 0, event: {}, repeat: { count: 20_000, everyMs: 20 } }] };
	const warm = await compare(
		"engine",
		"µs",
		{ name: "warm invocation", run: each(20, run(counting, manyInARow)) },
		{ name: isolated, run: each(20, bare(1, 20_000, false)) },
		5,
		"25 µs",
	);
	const scale = async (environments: number, times: number, rounds: number, goal: string) =>
		compare(
			"engine",
			"ms",
			{
				name: `${(environments * times).toLocaleString("en")} invocations on ${environments.toLocaleString("en")} environments, 200 ms each`,
				run: run(waiting, waves(environments, times)),
			},
			{ name: isolated, run: bare(environments, environments * times, true) },
			rounds,
			goal,
		);
	return [
		...cold,
		warm,
		await scale(100, 10, 5, "350 ms, 1.5 times"),
		await scale(1000, 10, 3, "1.5 times"),
		await scale(100, 1000, 3, "4,000 ms"),
		...(await loopFigures(library)),
	];
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
	const run = (project: BuiltProject) => async () => timeMs(() => runToEnd(project, scenario, library, 60_000));
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
