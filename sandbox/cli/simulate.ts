/** Command line of the sandbox: runs an exercise or a SAM project and prints what happened. See `usage`. */

import { resolve } from "node:path";
import { parseArguments, usage } from "#sandbox/cli/arguments.ts";
import { insightsInWords } from "#sandbox/cli/print-insights.ts";
import { reportInWords } from "#sandbox/cli/print-report.ts";
import { readInput } from "#sandbox/cli/read-input.ts";
import type { SimulateOutput } from "#sandbox/cli/simulate-output.ts";
import { createSandbox, grade, reportOf } from "#sandbox/index.ts";
import type { Scenario } from "#sandbox/scenario.ts";
import { logEventsOf } from "#sandbox/services/logs/insights/log-events.ts";
import { runInsightsQuery } from "#sandbox/services/logs/insights/run-query.ts";
import { expectedCount } from "#sandbox/traffic/arrivals.ts";

/** Where package.json lies: npm starts scripts there. */
const root = process.env.npm_config_local_prefix ?? process.cwd();

/** Memory and length for a simulated hour at 50 requests a second, and for twice that (docs/simulator.md). */
const longRuns = {
	limits: { memoryMb: 2_048, outputBytes: 512 * 2 ** 20 },
	simulationLimits: { hostCalls: 4_000_000, traceEvents: 1_000_000, traceCharacters: 100_000_000, runSteps: 20_000_000_000 },
};

/** Real time for a run: what a short one gets, and half a millisecond for each request. */
function wallMsFor({ traffic }: Scenario): number {
	const requests = traffic.reduce((sum, { arrivals, repeat }) => sum + (arrivals ? expectedCount(arrivals) : (repeat?.count ?? 1)), 0);
	return 5_000 + requests / 2;
}

/** @returns The exit code. */
async function main(): Promise<0 | 1 | 2> {
	const parsed = parseArguments(process.argv.slice(2));
	if (!parsed.ok) return refuse([parsed.problem, "", usage]);
	const options = parsed.arguments;
	const { insights: query } = options;
	const misread = query === null ? null : runInsightsQuery([], query);
	if (query !== null && misread?.ok === false)
		return refuse([`--insights: ${misread.problem}.`, `  ${query}`, `  ${" ".repeat(misread.column - 1)}^`]);
	// npm changes to the root; a path is meant from where it was typed.
	const typedFrom = process.env.INIT_CWD ?? process.cwd();
	const read = await readInput(resolve(typedFrom, options.path), options.files);
	if (!read.ok) return refuse(read.problems);
	const { project, files } = read.input;
	const scenario = options.seed === null ? read.input.scenario : { ...read.input.scenario, seed: options.seed };

	const sandbox = createSandbox({
		root,
		workers: 1,
		rehearse: false,
		...longRuns,
		limits: { ...longRuns.limits, wallMs: wallMsFor(scenario) },
	});
	try {
		const outcome = await sandbox.run(project, scenario);
		const verdict = await grade(outcome, scenario.checks);
		const trace = "trace" in outcome ? outcome.trace : undefined;
		const report = trace ? reportOf(trace) : null;
		const insights = query !== null && trace ? runInsightsQuery(logEventsOf(trace), query) : undefined;
		if (options.json) {
			const everything: SimulateOutput = {
				outcome: outcome.status,
				files,
				seed: scenario.seed,
				verdict,
				report,
				...(insights && { insights }),
				...(options.trace && trace && { trace }),
			};
			console.log(JSON.stringify(everything, null, "\t"));
		} else if (insights?.ok) {
			console.log(insightsInWords(insights).join("\n"));
		} else {
			console.log([`Files: ${files}. Seed ${scenario.seed}.`, "", ...reportInWords(verdict, report)].join("\n"));
		}
		if (outcome.status === "completed" && scenario.checks.length === 0) return 0;
		return verdict.status === "passed" ? 0 : verdict.status === "simulatorFailed" || verdict.status === "refused" ? 2 : 1;
	} finally {
		await sandbox.close();
	}
}

function refuse(lines: readonly string[]): 2 {
	console.error(lines.join("\n"));
	return 2;
}

try {
	process.exitCode = await main();
} catch (error) {
	process.exitCode = refuse([`The command failed: ${error instanceof Error ? error.message : String(error)}`]);
}
