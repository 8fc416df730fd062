import type { Sandbox } from "#sandbox/index.ts";

/** Resolves when the sandbox has all its spare workers ready, and nothing of them is starting any more. */
export async function workersReady(sandbox: Sandbox): Promise<void> {
	for (let spawned = -1; spawned !== sandbox.state().spawned || sandbox.state().ready < 2; ) {
		spawned = sandbox.state().spawned;
		// Longer than the pool waits before it starts a replacement.
		await new Promise((done) => setTimeout(done, 200));
	}
}
