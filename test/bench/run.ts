/** `npm run bench [-- --json]`: speed and memory as ratios within one run. Figures, not verdicts: nothing fails here. */
import { existsSync } from "node:fs";
import { browserComparisons } from "./browser.bench.ts";
import { printComparisons } from "./measure.ts";
import { sandboxComparisons } from "./sandbox.bench.ts";
import { serverComparisons } from "./server.bench.ts";

const chromium = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const comparisons = [
	...(await sandboxComparisons()),
	...(await serverComparisons()),
	...(existsSync(chromium) ? await browserComparisons() : []),
];
if (process.argv.includes("--json")) console.log(JSON.stringify(comparisons, null, "\t"));
else printComparisons(comparisons);
