import { readFileSync } from "node:fs";

/** How late the deadline may be noticed before the worker gets as much again: then it was the server that was busy, not the worker. */
const serverLatenessMs = 250;
/** What a late server adds, in milliseconds. */
const graceMs = 1_000;
/** A run may wait for the processor for so many times its limit in all. */
const mostWaiting = 2;
/** Shorter waits are not worth another look. */
const leastWaitMs = 50;

/**
 * Calls once when a process has had its time: real time without that for which it was ready to run and others had the processor. A process
 * that sleeps does not wait in this sense. Only Linux tells how long; elsewhere all real time counts.
 */
export function startDeadline(pid: number, limitMs: number, onDeadline: () => void): { stop(): void } {
	const waitedBefore = waitedMs(pid);
	let granted = 0;
	let extended = false;
	let due = performance.now() + limitMs;
	let timer = setTimeout(check, limitMs);
	function extend(ms: number) {
		due = performance.now() + ms;
		timer = setTimeout(check, ms);
	}
	function check() {
		const waited = Math.min(waitedMs(pid) - waitedBefore, limitMs * mostWaiting) - granted;
		if (waited >= leastWaitMs) {
			granted += waited;
			return extend(waited);
		}
		if (performance.now() - due > serverLatenessMs && !extended) {
			// The answer may lie in the pipe, unread because the server's own thread was busy.
			extended = true;
			return extend(graceMs);
		}
		onDeadline();
	}
	return { stop: () => clearTimeout(timer) };
}

/** Milliseconds for which the main thread of a process was ready and did not run; 0 where nobody knows, and for a process that is gone. */
function waitedMs(pid: number): number {
	if (process.platform !== "linux") return 0;
	try {
		const [, waitedNs] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ");
		return Number(waitedNs) / 1e6 || 0;
	} catch {
		return 0; // Gone, or a kernel without these figures.
	}
}
