import { grantSteps, overrun } from "./metering.ts";
import { bare, indexOf, jsonParse, jsonStringify, NativeRangeError, slice } from "./primordials.ts";
import { state } from "./state.ts";

type Host = (operation: string, text: string, spent: number) => string;

// The only way out of the isolate. It is kept here and never becomes reachable for learner code, though even then it could say no more
// with it than it may anyway: the host treats every message as a claim of the learner's.
let host: Host = () => "";

export function connect(given: Host): void {
	host = given;
}

/**
 * At the end of the stack the host cannot run either: then the caller gets what any other call would give it there.
 * @param text JSON.
 */
function call(operation: string, text: string): string {
	let answer: string;
	try {
		answer = host(operation, text, state.spent);
	} catch {
		throw new NativeRangeError("Maximum call stack size exceeded");
	}
	if (answer === "overflow") throw new NativeRangeError("Maximum call stack size exceeded");
	return slice(answer, 0, 1) === "+" ? afterWork(answer) : answer;
}

/**
 * The host has worked: that took virtual time, and fewer steps are left until the deadline.
 * @param answer `+<ms of work in this entry>,<steps that the entry may take in all> <JSON>`; no JSON begins with a plus.
 */
function afterWork(answer: string): string {
	const comma = indexOf(answer, ",");
	const space = indexOf(answer, " ");
	state.workMs = +slice(answer, 1, comma);
	const allowance = +slice(answer, comma + 1, space);
	const left = (state.steps[0] as number) + state.reserve - (state.allowance - allowance);
	state.allowance = allowance;
	grantSteps(left);
	if (left < 0) overrun(0);
	return slice(answer, space + 1);
}

/** Tells the host something that needs no answer. */
export function tell(operation: string, message: object): void {
	call(operation, jsonStringify(bare(message)));
}

/** The same for what nearly every invocation tells, whose JSON is put together where it is told: that takes a tenth of the time. */
export function tellText(operation: "timer" | "respond", text: string): void {
	call(operation, text);
}

/** Asks the host; the answer is the host's JSON. */
export function ask<T>(operation: string, message: object): T {
	return jsonParse(call(operation, jsonStringify(bare(message)))) as T;
}
