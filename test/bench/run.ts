/** `npm run bench [-- --json]`: speed and memory as ratios within one run. Figures, not verdicts: nothing fails here. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { browserFigures } from "./browser.bench.ts";
import { engineFigures } from "./engine.bench.ts";
import { printFigures } from "./measure.ts";
import { memoryFigures } from "./memory.bench.ts";
import { packageFigures } from "./packages.bench.ts";
import { repeatFigures } from "./repeat.bench.ts";
import { sandboxFigures } from "./sandbox.bench.ts";
import { serverFigures } from "./server.bench.ts";

const chromium = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
// The server that is measured is the built one. Its words go to stderr: stdout may be read by a program.
if (!existsSync("build/server/index.js")) execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: ["ignore", 2, 2] });
const figures = [
	...(await engineFigures()),
	...memoryFigures(),
	...(await sandboxFigures()),
	...(await packageFigures()),
	...(await serverFigures()),
	...(await repeatFigures()),
	...(existsSync(chromium) ? await browserFigures() : []),
];
if (process.argv.includes("--json")) console.log(JSON.stringify({ figures }, null, "\t"));
else printFigures(figures);
