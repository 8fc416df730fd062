import { resolve } from "node:path";
import type { BuiltProject } from "#sandbox/build/built-project.ts";
import type { Project } from "#sandbox/outcome.ts";
import type { Build } from "#sandbox/pool/build-queue.ts";
import { createPool, type Sandbox, type SandboxFault, type SandboxOptions } from "#sandbox/pool/pool.ts";
import { type Scenario, scenarioSchema } from "#sandbox/scenario.ts";
import { emptyStack } from "#sandbox/stack/stack.ts";

export const root = resolve(import.meta.dirname, "../..");

/** The smallest valid scenario: one request. */
export const oneRequest: Scenario = scenarioSchema.parse({ traffic: [{ at: 0, event: {} }] });

/** A project whose only function makes the stub worker do `deed`. */
export function aDeed(deed: string): Project {
	return { files: { "template.yaml": deed } };
}

export function builtFor(deed: string): BuiltProject {
	const code = { script: "", sourceMap: "", sourceBytes: 0 } as const;
	const rest = {
		runtime: "nodejs24.x",
		memoryMb: 128,
		timeoutMs: 3000,
		architecture: "arm64",
		environment: {},
		codeUri: "",
		code,
	} as const;
	return { functions: [{ name: "Orders", handler: deed, ...rest }], stack: emptyStack(), notSimulated: [] };
}

/** A pool over the fault-injecting stub worker of test/fixtures/workers, and what it reported as faults. */
export function aStubPool(
	options: Partial<SandboxOptions> = {},
	{
		workerFile = "stub-worker.ts",
		build,
		stopBuilds = async () => {},
	}: { workerFile?: string; build?: Build; stopBuilds?: () => Promise<void> } = {},
): { pool: Sandbox; faults: SandboxFault[] } {
	const faults: SandboxFault[] = [];
	const pool = createPool(
		{ root, workers: 2, onFault: (fault) => faults.push(fault), ...options },
		{
			build: build ?? (async ({ files }) => builtFor(files["template.yaml"] ?? "")),
			stopBuilds,
			prepare: async () => ({
				guestLibrary: { text: "", hash: "" },
			}),
			workerFile: resolve(root, "test/fixtures/workers", workerFile),
		},
	);
	return { pool, faults };
}

/** Whether a process is there; a zombie that nobody has waited for counts as there. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

/** Waits until a condition holds, by looking again and again. */
export async function until(condition: () => boolean, withinMs = 5_000): Promise<void> {
	const due = performance.now() + withinMs;
	while (!condition()) {
		if (performance.now() > due) throw new Error("It did not come to be in time.");
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}
