import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { InvocationSource, Lineage } from "#sandbox/trace/invocation-source.ts";
import type { FunctionError } from "#sandbox/trace/trace.ts";
import type { Ending } from "../environment/ending.ts";
import type { ThrottleAnswer } from "./throttle.ts";
import type { Tracing } from "./tracer.ts";

export type { ThrottleReason } from "./throttle.ts";

/** One request to invoke a function. Numbered in the order of request, from 1. */
export type Invocation = {
	readonly n: number;
	readonly requestId: string;
	readonly fn: BuiltFunction;
	/** Version or alias in `context.invokedFunctionArn`, if it has one (L218). */
	readonly qualifier: string | undefined;
	/** JSON text. */
	readonly event: string;
	/** Its trace, when it or its caller is traced (L123). */
	readonly tracing: Tracing | undefined;
	/** Of the request, without this invocation. */
	readonly lineage: Lineage | undefined;
	/** Called once when the invocation has ended, after its environment is idle again. */
	readonly onEnd: (ending: Ending, durationMs: number) => void;
};

/**
 * What the caller of a synchronous invocation gets (L152, L153).
 * `lineage` is what anything carries on that is sent because of this result (Part C5).
 */
export type InvokeResult = {
	invocation: number;
	requestId: string;
	lineage?: Lineage | undefined;
	/** The last 4 KB of the log in base64, when the function ran and the caller asked for it (L122). */
	logTail?: string;
} & (
	| { status: "succeeded" /** JSON text. */; response: string; streamed?: Ending["streamed"]; executedVersion: string }
	/** 200 with X-Amz-Function-Error; the payload is the error as JSON. */
	| { status: "functionError"; error: FunctionError; ended: "failed" | "crashed" | "timedOut"; executedVersion: string }
	/** 429 TooManyRequestsException, with a header Retry-After; `throttleBody` is its body (L144). */
	| ({ status: "throttled" } & ThrottleAnswer)
	/** Another error of Invoke; the function did not run (L153). */
	| { status: "rejected"; statusCode: number; error: FunctionError }
);

/** A request to the Lambda service, by whomever. */
export type InvokeRequest = {
	/** Logical id of the function. */
	function: string;
	/** Version or alias. When absent: $LATEST for a service or the SDK, which name the function alone; for the scenario the alias, if there is one. */
	qualifier?: string;
	/** JSON text. */
	payload: string;
	/** Who asks; absent: the scenario itself. */
	source?: InvocationSource;
	/** X-Amzn-Trace-Id, when the caller sends one. */
	traceHeader?: string;
	/** LogType is Tail (L122). */
	tailsLog?: true;
	/** How reports name it. */
	label?: string;
	/** Of an event that is tried again: it keeps its request id (L160). */
	requestId?: string;
	/** What led to it, for the detection of loops (Part C5). */
	lineage?: Lineage;
};

/**
 * Version or alias that a request is for (L103): the one that it names. Only a scenario may leave out the alias that it means; whoever else
 * names the function alone means $LATEST.
 */
export function calledAs({ qualifier, source }: Pick<InvokeRequest, "qualifier" | "source">, fn: BuiltFunction): string | undefined {
	const byScenario = source === undefined || source.service === "scenario";
	return qualifier ?? (byScenario ? fn.alias : undefined);
}
