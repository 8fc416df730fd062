import type { EnvironmentLog } from "../log/environment-log.ts";
import type { Run } from "../run.ts";
import type { RestoreCost } from "./start-up-model.ts";

/** The environment that is restored. */
type Environment = { readonly n: number; readonly log: EnvironmentLog };

/**
 * RESTORE takes the place of INIT in an environment that begins from a snapshot (L119, L222). No code of the function runs in it: images that
 * opt in by their label have no hooks (L221), so its limit of 10 s (L223) is never near.
 * @param done Called when the memory is back.
 */
export function restore(run: Run, environment: Environment, from: number, { durationMs, billedMs }: RestoreCost, done: () => void): void {
	const { n, log } = environment;
	run.recorder.record({ at: run.simulation.now, kind: "restore.started", environment: n, from });
	log.platform({ type: "restoreStart" });
	run.simulation.at(run.simulation.now + durationMs, () => {
		run.recorder.record({ at: run.simulation.now, kind: "restore.ended", environment: n, durationMs, billedMs });
		log.platform({ type: "restoreEnd", durationMs, billedMs });
		done();
	});
}
