import { z } from "zod";
import { type Call, done, failed, operation } from "#sandbox/services/wire/operation.ts";
import { type RestRoute, restJsonProtocol } from "#sandbox/services/wire/rest.ts";
import type { ServiceApi } from "#sandbox/services/wire/service-api.ts";
import { functionArn } from "#sandbox/stack/arn.ts";
import { physicalNameOf } from "../environment/execution-context.ts";
import type { InvokeRequest, InvokeResult } from "./invocation.ts";
import type { LambdaService } from "./lambda-service.ts";

const invocation = z.object({
	FunctionName: z.string(),
	Qualifier: z.string().optional(),
	InvocationType: z.enum(["RequestResponse", "Event", "DryRun"]).default("RequestResponse"),
	/** X-Amzn-Trace-Id, which the SDK sends inside Lambda. */
	TraceHeader: z.string().optional(),
	LogType: z.enum(["None", "Tail"]).default("None"),
	/** Text of the request's body; JSON if it is to be accepted. */
	Payload: z.string(),
});
type InvokeInput = z.output<typeof invocation>;
type InvokeOutput = { statusCode: number; payload?: string; functionError?: "Unhandled"; executedVersion?: string; logResult?: string };

const invokeRoute: RestRoute = {
	operation: "Invoke",
	method: "POST",
	path: "/2015-03-31/functions/{FunctionName}/invocations",
	read: ({ labels, query, request }) =>
		done({
			FunctionName: labels.FunctionName,
			Qualifier: query.get("Qualifier") ?? undefined,
			InvocationType: request.headers.get("x-amz-invocation-type"),
			TraceHeader: request.headers.get("x-amzn-trace-id"),
			LogType: request.headers.get("x-amz-log-type"),
			Payload: request.body.toString("utf8"),
		}),
	write: ({ statusCode, payload, functionError, executedVersion, logResult }: InvokeOutput) => ({
		status: statusCode,
		headers: [
			...(payload === undefined ? [] : [["content-type", "application/json"] as [string, string]]),
			...(functionError === undefined ? [] : [["x-amz-function-error", functionError] as [string, string]]),
			...(logResult === undefined ? [] : [["x-amz-log-result", logResult] as [string, string]]),
			...(executedVersion === undefined ? [] : [["x-amz-executed-version", executedVersion] as [string, string]]),
		],
		body: Buffer.from(payload ?? ""),
	}),
};

/**
 * The operations of AWS Lambda that handlers call (L152-L158).
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function lambdaApi(lambda: LambdaService, region: string): ServiceApi {
	/** A name, a partial or a full ARN, each with or without a qualifier. */
	const named = ({ FunctionName, Qualifier }: Pick<InvokeInput, "FunctionName" | "Qualifier">) => {
		const [name = "", qualifier] = FunctionName.replace(/^(?:arn:[^:]*:lambda:[^:]*:)?(?:\d{12}:)?(?:function:)?/, "").split(":");
		const fn = lambda.functions.find((one) => physicalNameOf(one) === name);
		return { fn, qualifier: Qualifier ?? qualifier, arn: functionArn(region, name, Qualifier ?? qualifier) };
	};
	return {
		title: "AWS Lambda",
		hosts: ["lambda"],
		protocol: restJsonProtocol([invokeRoute]),
		operations: {
			Invoke: operation({
				input: invocation,
				needs: (input) => [{ action: "lambda:InvokeFunction", resource: named(input).arn }],
				run: (input, call) => {
					const { fn, qualifier, arn } = named(input);
					if (!fn) return failed("ResourceNotFoundException", `Function not found: ${arn}`, { status: 404, members: { Type: "User" } });
					const payload = input.Payload === "" ? "{}" : input.Payload;
					if (!isJson(payload))
						return failed("InvalidRequestContentException", "Could not parse request body into json: Could not parse payload into json", {
							members: { Type: "User" },
						});
					return invoke(
						lambda,
						{
							function: fn.name,
							payload,
							...(qualifier === undefined ? {} : { qualifier }),
							...(input.TraceHeader === undefined ? {} : { traceHeader: input.TraceHeader }),
							...(input.LogType === "Tail" ? { tailsLog: true } : {}),
						},
						input.InvocationType,
						call,
					);
				},
			}),
		},
	};
}

function invoke(lambda: LambdaService, given: InvokeRequest, type: InvokeInput["InvocationType"], { caller, reply }: Call) {
	const by = { service: "lambda", resource: caller.principalArn };
	const lineage = caller.lineage ? { lineage: caller.lineage } : {};
	if (type === "DryRun") {
		const answer = lambda.dryRun(given);
		return "error" in answer ? refused(answer) : done<InvokeOutput>({ statusCode: 204 });
	}
	if (type === "Event") {
		const answer = lambda.invokeAsync({ ...given, ...lineage, source: { ...by, invocationType: "Event" } });
		return answer.ok ? done<InvokeOutput>({ statusCode: 202 }) : refused(answer);
	}
	lambda.invoke({ ...given, ...lineage, source: { ...by, invocationType: "RequestResponse" } }, (result) => reply(answerOf(result)));
	return undefined;
}

function answerOf(result: InvokeResult) {
	const log = result.logTail === undefined ? {} : { logResult: result.logTail };
	switch (result.status) {
		case "succeeded":
			return done<InvokeOutput>({ statusCode: 200, payload: result.response, executedVersion: result.executedVersion, ...log });
		case "functionError": {
			const payload = JSON.stringify(result.error);
			return done<InvokeOutput>({ statusCode: 200, payload, functionError: "Unhandled", executedVersion: result.executedVersion, ...log });
		}
		case "throttled": {
			const { error, reason, retryAfterSeconds } = result;
			return failed(error.errorType, error.errorMessage, {
				status: 429,
				members: { Reason: reason, Type: "User" },
				headers: [["retry-after", String(retryAfterSeconds)]],
			});
		}
		case "rejected":
			return refused(result);
	}
}

function refused({ statusCode, error }: { statusCode: number; error: { errorType: string; errorMessage: string } }) {
	return failed(error.errorType, error.errorMessage, { status: statusCode, members: { Type: "User" } });
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
