/** What the host tells the library when an environment is made: plain data. */
export type Boot = {
	/** 20, 22 or 24. */
	nodeMajor: number;
	nodeVersion: string;
	architecture: string;
	/** Epoch milliseconds at virtual time 0. */
	epochMs: number;
	/** Virtual time at which this runtime process began. */
	startedAt: number;
	env: Record<string, string>;
	memoryMb: number;
	/** Four 32-bit numbers for Math.random, four for crypto. */
	seeds: number[];
	/** Path of the handler's file under /var/task, for `process.argv` and messages. */
	handler: string;
	/** Present in the JSON log format: the level below which console calls do nothing. */
	logging?: { level: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL" };
	/** Virtual milliseconds that one step of metered code takes. */
	msPerStep: number;
};

/** Virtual time of the current entry, and what the environment is. Written by the entry point only. */
export const state = {
	/** Virtual time at which the current entry began. */
	enteredMs: 0,
	/** Virtual milliseconds that the host has worked for the current entry: files, compression, hashing. */
	workMs: 0,
	/** Steps that the current entry may take. */
	allowance: 0,
	/** Steps that are left of the current portion; metered code counts it down. Behind them, 1 while there may be ticks left to run. */
	steps: undefined as unknown as Int32Array,
	/** Steps of the current entry that were given out; those that are not left were taken. The host reads both. */
	granted: undefined as unknown as Float64Array,
	/** Steps that are left besides. */
	reserve: 0,
	exited: false,
	boot: undefined as unknown as Boot,
	/** Steps that the current entry has taken. */
	get spent(): number {
		return (state.granted[0] as number) - (state.steps[0] as number);
	},
	/** Virtual time: running code takes time as well, and so does what the host does for it. */
	get nowMs(): number {
		return state.enteredMs + state.workMs + state.spent * state.boot.msPerStep;
	},
};
