import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Project, RunOutcome } from "#sandbox/outcome.ts";
import { createSandbox, type Sandbox, type SandboxFault, type SandboxOptions } from "#sandbox/pool/sandbox.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { type Json, type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";

export const root = resolve(import.meta.dirname, "../..");

/** Source of an attack on the pool: an ES module, or CommonJS when it assigns to exports; `older` runs it on Node.js 22. */
export type Source = string | { code: string; older?: boolean };

/** A project with a function for each source, by logical id. */
export function projectOf(sources: Readonly<Record<string, Source>>): Project {
	const files: Record<string, string> = { "template.yaml": "Transform: AWS::Serverless-2016-10-31\nResources:" };
	for (const [id, source] of Object.entries(sources)) {
		const { code, older = false } = typeof source === "string" ? { code: source } : source;
		const runtime = older ? "nodejs22.x" : "nodejs24.x";
		files["template.yaml"] +=
			`\n  ${id}:\n    Type: AWS::Serverless::Function\n    Properties: { Handler: ${id}.handler, Runtime: ${runtime}, Timeout: 3 }`;
		files[`${id}.${/^(?:module\.)?exports\b/m.test(code) ? "cjs" : "mjs"}`] = code;
	}
	return { files };
}

/** An async handler with this body. */
export const handler = (body: string, before = ""): string => `${before}\nexport const handler = async (event, context) => { ${body} };`;

export type Observed = {
	outcome: RunOutcome;
	/** Status of each invocation, with the type of its error. */
	endings: string[];
	responses: unknown[];
	/** Real milliseconds from handing it over to its outcome. */
	ms: number;
};

export type Observation = {
	of(name: string): Observed;
	faults: SandboxFault[];
	/** The highest resident memory of any worker process, in MB; 0 where there is no /proc. */
	peakMb: number;
};

/** On a machine that is busy with other tests, a worker process may take long to start. */
const patient = { startMs: 120_000, buildMs: 120_000 };

/** Two requests, the second long after the first: it shows what the first one left behind. */
const twoRequests: ScenarioInput = {
	traffic: [
		{ at: 0, event: { n: 1 } },
		{ at: 20_000, event: { n: 2 } },
	],
};

/**
 * Runs each source in a worker process of its own, as many at once as the pool has workers, so that no time is spent in a queue.
 * `beside` takes one of the workers for itself, until it is over.
 */
export async function runAll(
	sources: Readonly<Record<string, Source>>,
	{ scenario = twoRequests, workers = 2, limits, ...options }: Partial<SandboxOptions> & { scenario?: ScenarioInput } = {},
	beside?: (sandbox: Sandbox, isOver: () => boolean) => Promise<void>,
): Promise<Observation> {
	const faults: SandboxFault[] = [];
	const sandbox = createSandbox({
		root,
		workers,
		rehearse: false,
		limits: { ...patient, ...limits },
		onFault: (fault) => faults.push(fault),
		...options,
	});
	const checked = scenarioSchema.parse(scenario);
	const observed = new Map<string, Observed>();
	const memory = watchWorkers();
	const waiting = Object.entries(sources);
	const lane = async () => {
		for (let next = waiting.shift(); next; next = waiting.shift()) {
			const [name, source] = next;
			const started = performance.now();
			const outcome = await sandbox.run(projectOf({ Orders: source }), checked);
			const ms = performance.now() - started;
			const invocations = "trace" in outcome && outcome.trace ? reportOf(outcome.trace).invocations : [];
			const endings = invocations.map(({ status, error }) => (error ? `${status} ${error.errorType}` : status));
			observed.set(name, { outcome, endings, responses: invocations.map(({ response }) => response), ms });
		}
	};
	let over = false;
	const lanes = Promise.all(Array.from({ length: beside ? workers - 1 : workers }, lane)).finally(() => {
		over = true;
	});
	await Promise.all([lanes, beside?.(sandbox, () => over)]);
	memory.stop();
	await sandbox.close();
	const of = (name: string) => {
		const one = observed.get(name);
		if (!one) throw new Error(`Nothing is called ${name}.`);
		return one;
	};
	return { of, faults, peakMb: memory.peakMb() };
}

/** Runs all sources in one worker process, each as a function of its own, one after another. @returns How each ended, by name. */
export async function runTogether(
	sources: Readonly<Record<string, Source>>,
	{ limits, event = {}, ...options }: Partial<SandboxOptions> & { event?: Json } = {},
) {
	const names = Object.keys(sources);
	const faults: SandboxFault[] = [];
	const sandbox = createSandbox({
		rehearse: false,
		root,
		workers: 1,
		limits: { ...patient, ...limits },
		onFault: (fault) => faults.push(fault),
		...options,
	});
	const project = projectOf(Object.fromEntries(names.map((name, i) => [`A${i}`, sources[name] ?? ""])));
	const traffic = names.map((_, i) => ({ at: i * 60_000, function: `A${i}`, event }));
	const outcome = await sandbox.run(project, scenarioSchema.parse({ traffic }));
	await sandbox.close();
	const invocations = "trace" in outcome && outcome.trace ? reportOf(outcome.trace).invocations : [];
	return { outcome, faults, endings: new Map(names.map((name, i) => [name, invocations[i]?.error?.errorType ?? invocations[i]?.status])) };
}

/** Resident memory of the worker processes of this process, read from outside of them. */
function watchWorkers(): { stop(): void; peakMb(): number } {
	let peak = 0;
	if (process.platform !== "linux") return { stop() {}, peakMb: () => 0 };
	const timer = setInterval(() => {
		for (const pid of workersOf(process.pid)) peak = Math.max(peak, residentMb(pid));
	}, 15);
	return { stop: () => clearInterval(timer), peakMb: () => peak };
}

/** Process ids of the children of a process that run a worker's main file. Linux only. */
export function workersOf(parent: number): number[] {
	return readdirSync("/proc").flatMap((name) => {
		if (!/^\d+$/.test(name)) return [];
		try {
			const ofParent = readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1]?.split(" ")[1] === String(parent);
			return ofParent && /worker\.ts/.test(readFileSync(`/proc/${name}/cmdline`, "utf8")) ? [Number(name)] : [];
		} catch {
			return [];
		}
	});
}

function residentMb(pid: number): number {
	try {
		return (Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096) / 2 ** 20;
	} catch {
		return 0;
	}
}
