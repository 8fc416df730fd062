import type { BuiltFunction, BuiltProject } from "#sandbox/build/built-project.ts";
import type { BuildProblem } from "#sandbox/outcome.ts";
import type { Scenario } from "#sandbox/scenario.ts";
import { functionOfArn } from "#sandbox/stack/arn.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import type { Send } from "#sandbox/traffic/send.ts";

/**
 * A template is the learner's to change, and the traffic is not: a function or a resource that was renamed or removed leaves requests
 * without a goal.
 * @returns One problem for each function or other resource that the traffic names and the template lacks.
 */
export function missingTargets({ functions, stack }: BuiltProject, { traffic, asyncDuplicates }: Scenario): BuildProblem[] {
	const names = functions.map(({ name }) => name);
	const has = names.length === 0 ? "The template has no function." : `The template has ${names.join(", ")}.`;
	const missing = new Set(
		traffic.flatMap((item) => (item.function !== undefined && !names.includes(item.function) ? [item.function] : [])),
	);
	const problems = [...missing].map((name) => ({
		message: `The scenario sends requests to the function ${name}, which is not there. ${has}`,
		cure: `Give the function its logical id ${name} in the template.`,
	}));
	for (const { function: name } of asyncDuplicates)
		if (!names.includes(name))
			problems.push({
				message: `The scenario delivers an asynchronous event of ${name} twice, a function which is not there. ${has}`,
				cure: `Give the function its logical id ${name} in the template.`,
			});
	problems.push(
		...missingResources(
			stack,
			functions,
			traffic.flatMap(({ send }) => (send ? [send] : [])),
		),
	);
	if (names.length === 1 || traffic.every((item) => item.send !== undefined || item.function !== undefined)) return problems;
	return [
		...problems,
		{
			message: `A request of the scenario names no function, so the template must have exactly one. ${has}`,
			cure: "Leave one function in the template, or name the function in the traffic.",
		},
	];
}

function missingResources(stack: Stack, functions: readonly BuiltFunction[], sends: readonly Send[]): { message: string; cure: string }[] {
	const missing = new Map<string, { message: string; cure: string }>();
	for (const send of sends) {
		const { kind, id, known } = goalOf(send, stack, functions);
		if (known.includes(id)) continue;
		const has = known.length === 0 ? `The template has no ${kind}.` : `The template has ${known.join(", ")}.`;
		missing.set(`${kind} ${id}`, {
			message: `The scenario sends to the ${kind} ${id}, which is not there. ${has}`,
			cure: `Give the ${kind} its logical id ${id} in the template.`,
		});
	}
	return [...missing.values()];
}

const ids = (resources: readonly { id: string }[]) => resources.map(({ id }) => id);

/** What something is sent to, and what there is of that kind, by logical id. */
function goalOf(send: Send, stack: Stack, functions: readonly BuiltFunction[]): { kind: string; id: string; known: string[] } {
	switch (send.service) {
		case "sqs":
			return { kind: "queue", id: send.queue, known: ids(stack.queues) };
		case "sns":
			return { kind: "topic", id: send.topic, known: ids(stack.topics) };
		case "events":
		case "replay":
			return { kind: "event bus", id: send.bus, known: ["default", ...ids(stack.buses)] };
		case "kinesis":
			return { kind: "stream", id: send.stream, known: ids(stack.streams) };
		case "dynamodb":
			return { kind: "table", id: send.table, known: ids(stack.tables) };
		case "s3":
			return { kind: "bucket", id: send.bucket, known: ids(stack.buckets) };
		case "http": {
			const urls = new Set(stack.functionUrls.map(({ functionArn }) => functionOfArn(functionArn)?.name));
			const withUrl = functions.filter((fn) => urls.has(fn.functionName ?? fn.name)).map(({ name }) => name);
			const apis = ids(stack.apis.filter(({ kind }) => kind !== "websocket"));
			return { kind: "API", id: send.api, known: [...apis, ...withUrl, ...ids(stack.loadBalancers)] };
		}
		case "websocket":
			return { kind: "WebSocket API", id: send.api, known: ids(stack.apis.filter(({ kind }) => kind === "websocket")) };
	}
}
