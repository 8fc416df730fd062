import { join } from "node:path";
import { stop } from "esbuild";
import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { createPool, type Sandbox, type SandboxOptions } from "#sandbox/pool/pool.ts";

export type { Sandbox, SandboxFault, SandboxOptions, SandboxState } from "#sandbox/pool/pool.ts";

/**
 * The simulator behind its walls: builds in this process, runs each project in a worker process of its own.
 * Starts its first workers at once.
 */
export function createSandbox(options: SandboxOptions): Sandbox {
	return createPool(options, {
		build: async (project, region) => {
			const result = await buildProject(project, { region });
			return result.ok ? result.built : { problems: result.problems };
		},
		stopBuilds: stop,
		guestLibrary: buildGuestLibrary,
		workerFile: join(options.root, "sandbox", "pool", "worker.ts"),
	});
}
