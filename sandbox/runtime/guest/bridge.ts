import { bare, jsonParse, jsonStringify } from "./primordials.ts";

type Host = (operation: string, text: string) => string;

// The only way out of the isolate. It is kept here and never becomes reachable for learner code, though even then it could say no more
// with it than it may anyway: the host treats every message as a claim of the learner's.
let host: Host = () => "";

export function connect(given: Host): void {
	host = given;
}

/** Tells the host something that needs no answer. */
export function tell(operation: string, message: object): void {
	host(operation, jsonStringify(bare(message)));
}

/** Asks the host; the answer is the host's JSON. */
export function ask<T>(operation: string, message: object): T {
	return jsonParse(host(operation, jsonStringify(bare(message)))) as T;
}
