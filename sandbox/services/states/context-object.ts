import type { Json } from "#sandbox/json-value.ts";
import type { Execution } from "./execution.ts";

/**
 * What `$$` is in JSONPath and `$states.context` in JSONata.
 * @param state `enteredAt` in virtual milliseconds.
 * @param epochMs Calendar time at virtual time 0.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextObject(
	{ execution, item }: { execution: Execution; item: { readonly Index: number; readonly Value: Json } | undefined },
	state: { name: string; enteredAt: number; retries: number },
	epochMs: number,
): Json {
	const time = (at: number) => new Date(epochMs + at).toISOString();
	const { machine } = execution;
	return {
		Execution: {
			Id: execution.arn,
			Input: execution.input,
			Name: execution.name,
			RoleArn: machine.roleArn ?? "",
			StartTime: time(execution.startedAt),
		},
		State: { EnteredTime: time(state.enteredAt), Name: state.name, RetryCount: state.retries },
		StateMachine: { Id: machine.arn, Name: machine.name },
		...(item ? { Map: { Item: item } } : {}),
	};
}
