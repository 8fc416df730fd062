/** What a learner reads when the simulator's own bounds on a run were reached, and what Lambda would have done. */

export const OUT_OF_MEMORY =
	"Your code used more memory than the simulator allows. On Lambda the invocation would end with Runtime.OutOfMemory once it reached the function's MemorySize.";

/** Of the turn in which memory ran out. */
export const TURN_NOT_SHOWN =
	"Code used more memory than the simulator has. What it did between its last wait and that moment is not shown: how far it gets is not repeatable.";

export function hostWorkMessage(limitMs: number): string {
	return `Your code asked for more than ${limitMs / 1000} s of work on files, compression or hashing in one run, at the speed of one vCPU. On Lambda it would run on until the function's timeout.`;
}

export function hostCallsMessage(limit: number): string {
	return `Your code made more than ${limit} calls of timers, console or network in one run; it probably repeats one of them in a loop. On Lambda it would run on until the function's timeout.`;
}
