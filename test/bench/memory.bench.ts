import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Figure } from "./measure.ts";

/** Each row in a process of its own, so that none finds memory that another has left. Linux only. */
function measured(what: string): number {
	const child = join(import.meta.dirname, "memory-child.ts");
	return Number(execFileSync(process.execPath, ["--no-node-snapshot", child, what], { encoding: "utf8", stdio: ["ignore", "pipe", 2] }));
}

/** Memory of an environment, beside an empty context from an empty snapshot; and of a run with 1,000 of them. */
export function memoryFigures(): Figure[] {
	if (process.platform !== "linux") return [];
	const empty = measured("empty");
	const figure = (name: string, value: number, against: string, baseline: number, goal?: string): Figure => {
		return { name: `memory: ${name}`, unit: "MB", value, against, baseline, ratio: value / baseline, ...(goal ? { goal } : {}) };
	};
	const bare = "an empty context from an empty snapshot";
	return [
		figure("an environment of a handler that needs globals only", measured("core"), bare, empty, "0.25 MB"),
		figure("an environment with the usual built-in modules", measured("common"), bare, empty),
		figure("an environment with the whole library", measured("whole"), bare, empty),
		figure("10,000 invocations on 1,000 environments, at most", measured("run"), "1,000 empty contexts", empty * 1000, "600 MB"),
	];
}
