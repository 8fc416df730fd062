import { realpathSync } from "node:fs";
import { join } from "node:path";
import { stop } from "esbuild";
import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import type { PrepareMessage } from "#sandbox/pool/messages.ts";
import { openPackageStore } from "#sandbox/pool/package-store.ts";
import { createPool, type Sandbox, type SandboxOptions } from "#sandbox/pool/pool.ts";
import { reportFault } from "#sandbox/pool/report-fault.ts";
import { buildRunRehearsal } from "#sandbox/pool/run-rehearsal.ts";

export type { Sandbox, SandboxFault, SandboxOptions, SandboxState } from "#sandbox/pool/pool.ts";

/** What each worker gets at its start. */
export async function prepareWorkers(rehearse: boolean): Promise<Omit<PrepareMessage, "type">> {
	if (!rehearse) return { guestLibrary: await buildGuestLibrary() };
	const [guestLibrary, rehearsal] = await Promise.all([buildGuestLibrary(), buildRunRehearsal()]);
	return { guestLibrary, rehearsal };
}

/**
 * The simulator behind its walls: builds in this process, runs each project in a worker process of its own.
 * Starts its first workers at once.
 */
export function createSandbox(options: SandboxOptions): Sandbox {
	const onFault = options.onFault ?? reportFault;
	const store = openPackageStore(realpathSync(options.root), buildGuestLibrary(), (what) => onFault({ what }));
	const pool = createPool(
		{ ...options, onFault },
		{
			build: async (project, region, deploys) => {
				const snapshot = store.snapshot();
				const result = await buildProject(project, { region, deploys, ...(snapshot ? { snapshot } : {}) });
				if (!result.ok) return { problems: result.problems };
				// The next run will be faster: nothing is made for who never imports the SDK.
				if (!snapshot && Object.keys(result.built.packages ?? {}).some((id) => id.startsWith("@aws-sdk/"))) void store.fill();
				return result.built;
			},
			stopBuilds: stop,
			prepare: () => prepareWorkers(options.rehearse ?? true),
			workerFile: join(options.root, "sandbox", "pool", "worker.ts"),
		},
	);
	return {
		...pool,
		close() {
			store.close();
			return pool.close();
		},
	};
}
