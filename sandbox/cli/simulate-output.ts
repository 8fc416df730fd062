import type { RunOutcome, Verdict } from "#sandbox/index.ts";
import type { Report } from "#sandbox/report/report.ts";
import type { InsightsResult } from "#sandbox/services/logs/insights/run-query.ts";
import type { Trace } from "#sandbox/trace/trace.ts";

/** What `npm run simulate -- PATH --json` prints. Its JSON Schema is docs/simulate-output.schema.json. */
export type SimulateOutput = {
	/** How the run ended: `completed`, or why not. */
	outcome: RunOutcome["status"];
	/** In words, which files were taken. */
	files: string;
	seed: number;
	/** What the checks of the scenario say. */
	verdict: Verdict;
	/** null when nothing ran. */
	report: Report | null;
	/** With `--insights`: the rows that its query finds. */
	insights?: InsightsResult;
	/** With `--trace`. */
	trace?: Trace;
};
