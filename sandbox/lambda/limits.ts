/**
 * Real limits that guard the host; none of them is a limit of Lambda. Reaching one never changes a simulated outcome: output is cut with
 * an announcement in the trace, or the run is stopped as a whole.
 */
export type SimulationLimits = {
	/** Calls from learner code to the host in one run. More stops the run: hostCalls. */
	hostCalls: number;
	/**
	 * Virtual milliseconds, at one vCPU, of what the host does for learner code in one run: files, compression, hashing. The rates of the
	 * model are about those of real machines, so this bounds real time. More stops the run: hostCalls.
	 */
	hostWorkMs: number;
	/** Invocations that the trace keeps in full; of later ones that go as usual, one event each (`invocation.condensed`). */
	fullInvocations: number;
	/** Events in the trace of one run. More stops the run: traceTooLong. */
	traceEvents: number;
	/** Characters of responses, errors, events and bodies in the trace of one run. More stops the run: traceTooLong. */
	traceCharacters: number;
	/** Characters of one request's or response's body that the trace keeps; the rest is cut. */
	bodyCharacters: number;
	/** Console lines in one run; the rest is cut. */
	logLines: number;
	/** Characters of console output in one run; the rest is cut. */
	logCharacters: number;
	/** Characters of console output in one invocation; the rest is cut. */
	logCharactersPerInvocation: number;
	/** Characters of one console line; the rest is cut. */
	logLineCharacters: number;
	/**
	 * Steps of metered code that one turn of an event loop may take. One that takes more is held for endless: the clock is moved to its
	 * deadline at once, as if it had gone on until then.
	 */
	turnSteps: number;
	/** Steps of one run, after which a turn may take a hundredth of `turnSteps` only. */
	runSteps: number;
	/** Milliseconds that learner code may have the processor without giving control back. More stops the run: endlessLoop. */
	guestEntryMs: number;
	/**
	 * How many entries into learner code are watched by `guestEntryMs`. isolated-vm's timer thread recurses once for each timer of a
	 * finished entry, and overflows its stack after some ten thousand; later entries are left to the wall clock of the supervisor.
	 */
	watchedEntries: number;
	/** Megabytes that the isolate may use besides those of its environments themselves; a guideline to isolated-vm. More stops the run: outOfMemory. */
	isolateMemoryMb: number;
};

export const defaultLimits: SimulationLimits = {
	hostCalls: 200_000,
	hostWorkMs: 5_000,
	fullInvocations: 10_000,
	traceEvents: 300_000,
	traceCharacters: 32_000_000,
	bodyCharacters: 1_048_576,
	logLines: 4_000,
	logCharacters: 8_388_608,
	logCharactersPerInvocation: 262_144,
	logLineCharacters: 16_384,
	turnSteps: 60_000_000,
	runSteps: 400_000_000,
	guestEntryMs: 2_500,
	watchedEntries: 3_000,
	isolateMemoryMb: 768,
};
