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
};

/** Virtual time of the current entry, and what the environment is. Written by the entry point only. */
export const state = {
	nowMs: 0,
	exited: false,
	boot: undefined as unknown as Boot,
};
