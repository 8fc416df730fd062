import type { FunctionError, TraceEventOf } from "#sandbox/trace/trace.ts";
import type { GuestMessage } from "../process/guest-messages.ts";

/** How an invocation ended, as its caller and the trace see it. */
export type Ending = {
	status: TraceEventOf<"invocation.ended">["status"];
	/** JSON text; only when it succeeded. */
	response?: string;
	/** How it was sent, when the handler streamed it. */
	streamed?: TraceEventOf<"invocation.ended">["streamed"];
	/** Only the beginning of the streamed response is kept. */
	cut?: true;
	error?: FunctionError;
	/** The process was killed because it had used up its memory (L40). */
	outOfMemory?: true;
};

/** Something to be written to the log: through the runtime client's console when it has a level, else raw on stderr. */
export type Output = { level?: GuestMessage<"log">["level"]; text: string };
