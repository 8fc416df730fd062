import { quotaMs } from "#facts/index.ts";
import type { Json } from "#sandbox/json-value.ts";
import type { StackAuthorizer } from "#sandbox/stack/api.ts";
import type { CloudRun } from "../cloud.ts";
import type { CallOutcome, FunctionCaller } from "../http/function-caller.ts";
import { payloadOf } from "../http/proxy-result.ts";
import { integrationSource } from "./integration-source.ts";

export type LambdaAuthorizerConfig = Extract<StackAuthorizer, { kind: "lambda" }>;

/** What a Lambda authorizer said. */
export type AuthorizerAnswer = {
	/** Of this request; absent when the answer came from the cache. */
	invocation?: number | undefined;
	/** For `integrationLatency`, in whole milliseconds; 0 from the cache. */
	latencyMs: number;
} & (
	| { status: "answered"; result: Json }
	/** `errorMessage` of the function's error. */
	| { status: "failed"; errorMessage: string }
	| { status: "denied" | "abandoned" | "malformed" }
);

/** How long an authorizer may take, of either kind of API (L295). */
const TIMEOUT_MS = quotaMs("apigateway.authorizer.timeout.http");

/** A function that decides about requests, with the cache of its results (L288-L295). */
export class LambdaAuthorizer {
	readonly config: LambdaAuthorizerConfig;
	#caller: FunctionCaller;
	#run: CloudRun;
	#sourceArn: string;
	#cache = new Map<string, { result: Json; until: number }>();

	/** @param sourceArn `arn:aws:execute-api:REGION:ACCOUNT:APIID/authorizers/ID`, as permissions name it. */
	constructor(config: LambdaAuthorizerConfig, caller: FunctionCaller, run: CloudRun, sourceArn: string) {
		this.config = config;
		this.#caller = caller;
		this.#run = run;
		this.#sourceArn = sourceArn;
	}

	/**
	 * @param key Identity by which the answer is kept (L294); undefined when the request has none.
	 * @param event Made only when the function is called.
	 */
	ask(key: string | undefined, event: () => Json, label: string | undefined, onAnswer: (answer: AuthorizerAnswer) => void) {
		const { simulation } = this.#run;
		const { resultTtlSeconds, functionArn, roleArn } = this.config;
		const caches = key !== undefined && resultTtlSeconds > 0;
		const kept = caches ? this.#cache.get(key) : undefined;
		if (kept && kept.until > simulation.now) return onAnswer({ status: "answered", result: kept.result, latencyMs: 0 });
		const askedAt = simulation.now;
		const source = integrationSource(this.#sourceArn, roleArn);
		return this.#caller.call({ functionArn, payload: JSON.stringify(event()), ...source, label, timeoutMs: TIMEOUT_MS }, (outcome) => {
			const invocation = "invocation" in outcome ? outcome.invocation : undefined;
			const answer = answerOf(outcome);
			if (caches && answer.status === "answered")
				this.#cache.set(key, { result: answer.result, until: simulation.now + resultTtlSeconds * 1000 });
			onAnswer({ ...answer, invocation, latencyMs: Math.round(simulation.now - askedAt) });
		});
	}
}

function answerOf(outcome: CallOutcome) {
	switch (outcome.status) {
		case "succeeded":
			try {
				return { status: "answered", result: JSON.parse(payloadOf(outcome)) as Json } as const;
			} catch {
				return { status: "malformed" } as const;
			}
		case "functionError":
			return { status: "failed", errorMessage: outcome.error.errorMessage } as const;
		case "abandoned":
			return { status: "abandoned" } as const;
		case "throttled":
		case "rejected":
			return { status: "failed", errorMessage: "Lambda refused the invocation." } as const;
		case "denied":
		case "missing":
			return { status: "denied" } as const;
	}
}
