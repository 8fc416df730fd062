/** Thrown where learner code uses a part of Node.js that Warmstart does not have; never thrown by Lambda itself. */
export class NotSimulatedError extends Error {
	code = "ERR_NOT_SIMULATED";
	constructor(what: string, instead?: string) {
		super(`${what} is not simulated by Warmstart${instead ? `; ${instead}` : ""}. On Lambda it exists.`);
		this.name = "NotSimulatedError";
	}
}

export function notSimulated(what: string, instead?: string): never {
	throw new NotSimulatedError(what, instead);
}

/** A function that says by name that it is not simulated. It may be constructed as well, which an arrow function may not. */
export function missing(what: string, instead?: string): () => never {
	function absent(): never {
		return notSimulated(what, instead);
	}
	return absent;
}
