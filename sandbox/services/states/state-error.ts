import { quotaOf } from "#facts/index.ts";

/** Why a state failed: what Retry and Catch look at. Both parts are texts. */
export class StateError extends Error {
	readonly error: string;
	override readonly cause: string;

	constructor(error: string, cause: string) {
		super(`${error}: ${cause}`);
		this.error = error;
		this.cause = cause;
	}
}

/** Errors that States.TaskFailed does not stand for, and those that States.ALL does not (L356). */
const NOT_TASK_FAILED = new Set(["States.Timeout"]);
const NEVER_BY_ALL = new Set(["States.DataLimitExceeded", "States.Runtime"]);

/** Whether one of the names that a retrier or a catcher lists stands for an error. */
export function standsFor(names: readonly string[], error: string): boolean {
	return names.some((name) => {
		if (name === error) return true;
		if (name === "States.ALL") return !NEVER_BY_ALL.has(error);
		return name === "States.TaskFailed" && !NOT_TASK_FAILED.has(error) && !NEVER_BY_ALL.has(error);
	});
}

/** Payload between states (L355). */
export const MOST_BYTES = quotaOf("states.payload");
