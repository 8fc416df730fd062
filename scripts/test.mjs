// `npm test`, also in a fresh clone: installs, builds, then every check and test there is. Arguments go to vitest: npm test -- test/db

import { ensureBuilt, ensureInstalled, pinnedNode, projectRoot, run } from "./ensure-ready.mjs";
import { findChromium } from "./find-chromium.mjs";

process.chdir(projectRoot);
await ensureInstalled();
const node = pinnedNode();
const chosen = process.argv.slice(2);

const steps = [
	["format and lint", ["node_modules/@biomejs/biome/bin/biome", "check", "."]],
	["route types", ["node_modules/@react-router/dev/bin.cjs", "typegen"]],
	["types", ["node_modules/typescript/bin/tsc", "--noEmit"]],
	["content", ["scripts/content-check.ts"]],
	["unit and integration tests", ["--no-node-snapshot", "node_modules/vitest/vitest.mjs", "run"]],
];

async function step(name, args, env) {
	console.log(`\n▶ ${name}`);
	const code = await run(node, args, { env });
	if (code === 0) return;
	console.error(`\n✕ ${name} failed.`);
	process.exit(code);
}

if (chosen.length > 0) {
	await step("chosen tests", ["--no-node-snapshot", "node_modules/vitest/vitest.mjs", "run", ...chosen]);
	process.exit(0);
}
for (const [name, args] of steps) await step(name, args);

const chromium = findChromium();
if (chromium === null) {
	console.log("\n○ Browser tests skipped: no Chromium found. Install Chromium or Chrome, or set CHROMIUM_PATH, and run npm test again.");
} else {
	await ensureBuilt();
	await step("browser tests", ["node_modules/@playwright/test/cli.js", "test"], { CHROMIUM_PATH: chromium });
}
console.log("\n✓ All passed.");
