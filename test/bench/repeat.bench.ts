import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { loadCatalog } from "#content/index.ts";
import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import type { Figure } from "./measure.ts";

const RUNS = 1_000;
/** What keeps the machine busy meanwhile: two endless loops, and a process that holds 2 GB and writes it over and over. */
const noise = [
	"for (;;);",
	"for (;;);",
	"const all = Array.from({ length: 20 }, () => Buffer.alloc(1e8, 1)); for (;;) for (const one of all) one.fill(2);",
];

/** Different traces among many runs of one solution, on a busy machine, every tenth without the V8 snapshot. One is right. */
export async function repeatFigures(): Promise<Figure[]> {
	const catalog = await loadCatalog(resolve("content"));
	const exercise = catalog.exercises.get("reuse-the-client");
	if (!exercise) throw new Error("The bench runs the exercise reuse-the-client, which the catalog does not have.");
	const guestLibrary = await buildGuestLibrary();
	const result = await buildProject({ files: exercise.solution });
	if (!result.ok) throw new Error("The solution does not build.");
	const children = noise.map((code) => spawn(process.execPath, ["-e", code], { stdio: "ignore" }));
	const traces = new Set<string>();
	try {
		for (let run = 0; run < RUNS; run++) {
			const from = run % 10 === 9 ? { from: "text" as const } : {};
			const outcome = simulate({ built: result.built, scenario: exercise.scenario, limits: defaultLimits, guestLibrary, ...from });
			traces.add(createHash("sha256").update(JSON.stringify(outcome)).digest("hex"));
		}
	} finally {
		for (const child of children) child.kill("SIGKILL");
	}
	const name = "repeatability: different traces in 1,000 runs on a busy machine, every tenth without the snapshot";
	return [{ name, unit: "traces", value: traces.size, against: "one run", baseline: 1, ratio: traces.size, goal: "1" }];
}
