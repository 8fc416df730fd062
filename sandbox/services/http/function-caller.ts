import type { AsyncAnswer } from "#sandbox/lambda/service/async-invoke.ts";
import type { InvokeResult } from "#sandbox/lambda/service/invocation.ts";
import { isPermitted } from "#sandbox/lambda/service/permission.ts";
import { functionOfArn } from "#sandbox/stack/arn.ts";
import type { Cloud } from "../cloud.ts";

export type FunctionCall = {
	/** With its qualifier, if any. */
	functionArn: string;
	/** JSON text. */
	payload: string;
	/** How the trace names who asks, for example `apigateway`. */
	service: string;
	/** Principal and source as the function's resource policy sees them; absent: no policy is asked. */
	policy?: { principal: string; action?: string } | undefined;
	/** ARN of the route, the URL, the target group: source of the invocation. */
	sourceArn: string;
	label?: string | undefined;
	/** Absent: however long the function takes. */
	timeoutMs?: number | undefined;
};

/** What became of a call. `denied`: the resource policy has no permission; `missing`: there is no such function. */
export type CallOutcome = InvokeResult | { status: "denied" | "missing" } | { status: "abandoned"; invocation: number };

/** Invokes functions synchronously in the name of a front. */
export class FunctionCaller {
	#cloud: Cloud;
	/** Logical id by physical name. */
	#names = new Map<string, string>();

	constructor(cloud: Cloud) {
		this.#cloud = cloud;
		for (const fn of cloud.lambda.functions) this.#names.set(fn.functionName ?? fn.name, fn.name);
	}

	/** Logical id of the function that an ARN names. */
	functionOf(arn: string): string | undefined {
		const name = functionOfArn(arn)?.name;
		return name === undefined ? undefined : this.#names.get(name);
	}

	/**
	 * Hands an event to the queue for asynchronous invocation.
	 * @returns 202 as soon as it is there, or why it was not taken; of the function nobody hears.
	 */
	callLater({
		functionArn,
		policy,
		sourceArn,
		service,
		payload,
		label,
	}: FunctionCall): AsyncAnswer | { ok: false; refused: "denied" | "missing" } {
		const { lambda, stack } = this.#cloud;
		const name = this.functionOf(functionArn);
		if (name === undefined) return { ok: false, refused: "missing" };
		if (policy && !isPermitted(stack.permissions, { functionArn, sourceArn, ...policy })) return { ok: false, refused: "denied" };
		const qualifier = functionOfArn(functionArn)?.qualifier;
		return lambda.invokeAsync({
			function: name,
			payload,
			source: { service, resource: sourceArn, invocationType: "Event" },
			...(qualifier === undefined ? {} : { qualifier }),
			...(label === undefined ? {} : { label }),
		});
	}

	/** @param onOutcome Called once, at once or later. A function that is abandoned runs on (L298), and its result is nobody's. */
	call(call: FunctionCall, onOutcome: (outcome: CallOutcome) => void) {
		const { lambda, stack, run } = this.#cloud;
		const { functionArn, policy, sourceArn } = call;
		const name = this.functionOf(functionArn);
		if (name === undefined) return onOutcome({ status: "missing" });
		if (policy && !isPermitted(stack.permissions, { functionArn, sourceArn, ...policy })) return onOutcome({ status: "denied" });
		const qualifier = functionOfArn(functionArn)?.qualifier;
		let over = false;
		let invocation = 0;
		const abandon = () => {
			over = true;
			onOutcome({ status: "abandoned", invocation });
		};
		const timer = call.timeoutMs === undefined ? undefined : run.simulation.at(run.simulation.now + call.timeoutMs, abandon);
		invocation = lambda.invoke(
			{
				function: name,
				payload: call.payload,
				source: { service: call.service, resource: sourceArn, invocationType: "RequestResponse" },
				...(qualifier === undefined ? {} : { qualifier }),
				...(call.label === undefined ? {} : { label: call.label }),
			},
			(result) => {
				if (over) return;
				run.simulation.cancel(timer);
				onOutcome(result);
			},
		);
	}
}
