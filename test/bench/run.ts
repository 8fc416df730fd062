/** `npm run bench [-- --json]`: speed and memory as ratios within one run. Figures, not verdicts: nothing fails here. */
import { printComparisons } from "./measure.ts";
import { sandboxComparisons } from "./sandbox.bench.ts";
import { serverComparisons } from "./server.bench.ts";

const comparisons = [...(await sandboxComparisons()), ...(await serverComparisons())];
if (process.argv.includes("--json")) console.log(JSON.stringify(comparisons, null, "\t"));
else printComparisons(comparisons);
