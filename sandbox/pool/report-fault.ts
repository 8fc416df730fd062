import type { SandboxFault } from "#sandbox/pool/pool.ts";

/** Tells of a fault of ours as one line of JSON on stderr. */
export function reportFault(fault: SandboxFault): void {
	console.error(JSON.stringify({ room: "sandbox", ...fault }));
}
