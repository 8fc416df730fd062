/** A promise of the simulator was broken: our bug, never the learner's. */
export class SimulatorError extends Error {
	readonly code: string;
	constructor(code: string, message: string) {
		super(message);
		this.name = "SimulatorError";
		this.code = code;
	}
}
