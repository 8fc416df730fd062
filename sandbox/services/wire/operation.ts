import type { z } from "zod";
import type { Json } from "#sandbox/json-value.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";

/** An error as a service answers it. */
export type ServiceError = {
	/** Name of the exception, as the SDK for JavaScript v3 has it. */
	readonly name: string;
	readonly message: string;
	/** HTTP status; 400 when absent. */
	readonly status?: number;
	/** Code of the older query protocol, where it is another one. */
	readonly code?: string;
	/** Members of the exception besides the message. */
	readonly members?: { readonly [name: string]: Json };
	/** Headers that the SDK reads, such as Retry-After. */
	readonly headers?: readonly (readonly [name: string, value: string])[];
};

/** What an operation comes to. A caller can cause every failure, so that none is thrown. */
export type Answer<O = unknown> = { readonly ok: true; readonly output: O } | { readonly ok: false; readonly error: ServiceError };

/** What a caller must be allowed for an operation to run. */
export type Permission = {
	/** For example `sqs:SendMessage`. */
	readonly action: string;
	/** ARN of what it is done to, or `*` for actions that have no resource. */
	readonly resource: string;
	/** Condition keys besides those that every request has. */
	readonly context?: { readonly [key: string]: string | readonly string[] };
};

/** Who calls, as the credentials of the request say. */
export type Caller = {
	/** ARN of the assumed role or the user. */
	readonly principalArn: string;
	/** ARN of the role, when it is one. */
	readonly roleArn?: string;
	/** Logical id of the function whose code calls; absent for callers from outside. */
	readonly function?: string;
	/** What everything carries on that comes of the call. */
	readonly lineage?: Lineage;
};

export type Call = {
	readonly caller: Caller;
	readonly requestId: string;
	/** Whether the caller may do something else as well, where the answer depends on it. */
	readonly allows: (permission: Permission) => boolean;
	/** Answers later, once; for operations whose `run` returned nothing. */
	readonly reply: (answer: Answer) => void;
};

/** One operation of a service. Its input has passed `input`; who calls has what `needs` names. */
export type Operation = {
	readonly input: z.ZodType;
	readonly needs: (input: never, caller: Caller) => readonly Permission[];
	/** @returns The answer; undefined when it comes later, by `call.reply`. */
	readonly run: (input: never, call: Call) => Answer | undefined;
};

/** Writes an operation down with the type of its input. */
export function operation<S extends z.ZodType, O>(of: {
	input: S;
	needs: (input: z.output<S>, caller: Caller) => readonly Permission[];
	run: (input: z.output<S>, call: Call) => Answer<O> | undefined;
}): Operation {
	return of;
}

export function done<O>(output: O): Answer<O> {
	return { ok: true, output };
}

export function failed(
	name: string,
	message: string,
	more: Omit<ServiceError, "name" | "message"> = {},
): { ok: false; error: ServiceError } {
	return { ok: false, error: { name, message, ...more } };
}
