import type { Explanation, Failure } from "#sandbox/report/explain.ts";

/** @returns Why an invocation ended badly once the function had been loaded, or while its own top-level code ran. */
export function explainRunning(failure: Failure): Explanation {
	return (
		timedOut(failure) ??
		neverSettled(failure) ??
		unhandledRejection(failure) ??
		processExit(failure) ??
		outOfMemory(failure) ??
		requestTooLarge(failure) ??
		responseTooLarge(failure) ??
		notSerializable(failure) ??
		unknownHost(failure) ??
		notSimulatedService(failure) ??
		notAllowed(failure) ??
		thrownNonError(failure) ??
		thrown(failure)
	);
}

function timedOut({ invocation, traced, report }: Failure): Explanation | null {
	if (invocation.status !== "timedOut") return null;
	const seconds = traced ? `${traced.timeoutMs / 1000} s` : "its timeout";
	const pending = report.calls.find((call) => call.invocation === invocation.n && call.endedAt === null && call.failure === null);
	if (invocation.startedAt === null) {
		return {
			title: "INIT took longer than the timeout",
			text: `The code outside of the handler was still running when the invocation reached ${seconds}. The handler was never entered.`,
			nextStep: "Do less before the handler, or start it there and await it where it is needed.",
		};
	}
	if (pending) {
		return {
			title: "The invocation timed out while it waited for a response",
			text: `After ${seconds} the request to ${pending.host}${pending.path} had not been answered. Lambda ended the environment; no catch or finally ran.`,
			nextStep:
				"Give the request a timeout of its own, shorter than what getRemainingTimeInMillis() says, and decide what to do when it strikes.",
		};
	}
	if (invocation.cpuMs !== null && invocation.durationMs !== null && invocation.cpuMs >= invocation.durationMs / 2) {
		return {
			title: "The invocation timed out while its code was running",
			text: `For ${Math.round(invocation.cpuMs)} ms of ${seconds} the code was computing, not waiting: a loop or a recursion without an end, or more work than the CPU of this memory size can do.`,
			nextStep:
				"Find the loop whose condition never becomes false. If the work is meant, give the function more memory: CPU grows with it, up to one vCPU at 1,769 MB.",
		};
	}
	return {
		title: "The invocation timed out",
		text: `The handler had not finished after ${seconds}. Lambda ended the environment; no catch or finally ran, and what it kept in memory is gone.`,
		nextStep: "Look in the timeline for what it was waiting for: a timer, or something that nothing will ever settle.",
	};
}

function neverSettled({ invocation, error }: Failure): Explanation | null {
	const onNode24 = error.errorType === "Runtime.ExitError" && /exited without providing a reason/.test(error.errorMessage);
	if (error.errorType !== "Runtime.NodeJsExit" && !onNode24) return null;
	const exitCall = onNode24 ? " The other cause would be process.exit(0)." : "";
	return {
		title: "A promise never settled",
		text: `The ${invocation.startedAt === null ? "code outside of the handler" : "handler"} was waiting for a promise, and nothing was left that could settle it: no timer, no request.${exitCall}`,
		nextStep: "Find the “new Promise” or the callback whose resolve is not called on every path, and call it there.",
	};
}

function unhandledRejection({ error, invocation, report }: Failure): Explanation | null {
	// Node.js 24 posts nothing: the raw report on stderr is the only trace of the reason.
	const inLog =
		error.errorType === "Runtime.ExitError" &&
		/exit status 1\b/.test(error.errorMessage) &&
		report.log.some((line) => line.invocation === invocation.n && /unhandled|Uncaught|UnhandledPromiseRejection|^\s+at /m.test(line.text));
	if (error.errorType !== "Runtime.UnhandledPromiseRejection" && !inLog) return null;
	const reason = error.errorType === "Runtime.UnhandledPromiseRejection" ? `: ${firstLine(error.errorMessage)}` : "; the log shows it";
	return {
		title: "An error that nobody caught ended the process",
		text: `A promise was rejected, or a timer threw, outside of what the handler awaited${reason}. It need not belong to this invocation: work left behind by an earlier one runs on in the same environment.`,
		nextStep: "Await every promise before the handler returns, or give it a catch; look for calls of async functions without await.",
	};
}

function processExit({ error }: Failure): Explanation | null {
	if (error.errorType !== "Runtime.ExitError") return null;
	const status = /exit status (\d+)/.exec(error.errorMessage)?.[1];
	return {
		title: "The process ended in the middle of an invocation",
		text: `Lambda saw ${status ? `exit status ${status}` : "the runtime end"} and answered with Runtime.ExitError. Either the code called process.exit, or an error escaped that nobody caught. The environment starts anew, at the cost of another INIT.`,
		nextStep: "Return or throw instead of calling process.exit; if you do not call it, look in the log for the error that escaped.",
	};
}

function outOfMemory({ error, traced }: Failure): Explanation | null {
	if (error.errorType !== "Runtime.OutOfMemory") return null;
	return {
		title: "The function ran out of memory",
		text: `It needed more than the ${traced?.memoryMb ?? 128} MB of its MemorySize.`,
		nextStep: "Keep less at a time (stream, work in batches, drop what grows between invocations), or raise MemorySize.",
	};
}

function requestTooLarge({ error }: Failure): Explanation | null {
	if (error.errorType !== "RequestEntityTooLargeException") return null;
	return {
		title: "The event is larger than 6 MB",
		text: "A synchronous request may have 6 MB as JSON. Lambda refused it with status 413, and the function did not run.",
		nextStep: "Put the data into S3 and send a link to it, or send it in parts.",
	};
}

function responseTooLarge({ error }: Failure): Explanation | null {
	if (error.errorType !== "Function.ResponseSizeTooLarge") return null;
	return {
		title: "The response is larger than 6 MB",
		text: "A synchronous response may have 6 MB as JSON. The handler finished, but its result was thrown away.",
		nextStep: "Return a page, or put the result into S3 and return a link to it.",
	};
}

function notSerializable({ error }: Failure): Explanation | null {
	if (!/Unable to stringify response body/.test(error.errorMessage)) return null;
	return {
		title: "The result cannot be written as JSON",
		text: "The handler returned something that JSON.stringify refuses: an object that contains itself, or a BigInt.",
		nextStep: "Return plain data: pick the fields that the caller needs, and turn a BigInt into text.",
	};
}

function unknownHost({ error, report, invocation }: Failure): Explanation | null {
	const inMessage = /ENOTFOUND\s+([\w.-]{1,253})/.exec(error.errorMessage)?.[1];
	const failed = report.calls.find(
		(call) => call.failure !== null && /ENOTFOUND/.test(call.failure) && (call.invocation === invocation.n || call.invocation === null),
	);
	const host = inMessage ?? (error.errorMessage === "fetch failed" ? failed?.host : undefined);
	if (host === undefined) return null;
	return {
		title: `There is no host ${host} in this scenario`,
		text: `The simulated network knows only the hosts of the scenario, so the request ended with getaddrinfo ENOTFOUND ${host}. Nothing left this machine.`,
		nextStep: "Compare the host’s name with the one that the task gives; it may come from an environment variable of the template.",
	};
}

function notSimulatedService({ error, report, invocation }: Failure): Explanation | null {
	const call = report.calls.find(({ aws, invocation: of }) => aws?.error?.message === error.errorMessage && of === invocation.n)?.aws;
	if (call?.error?.name !== "NotSimulated") return null;
	return {
		title: "This call of the AWS SDK is not simulated",
		text: `${call.error.message} The SDK signed a real request; the simulated endpoint answered that it has nothing behind it. Nothing left this machine.`,
		nextStep: "Leave the call out here, or run it with a scenario whose network answers for that host.",
	};
}

/** What SAM has ready-made for an action, for the sentence that helps. */
const readyMade: readonly (readonly [action: RegExp, template: string])[] = [
	[/^dynamodb:(?:Get|BatchGet|Query|Scan)/, "DynamoDBReadPolicy"],
	[/^dynamodb:/, "DynamoDBCrudPolicy"],
	[/^s3:(?:Get|List|Head)/, "S3ReadPolicy"],
	[/^s3:/, "S3CrudPolicy"],
	[/^sqs:SendMessage/, "SQSSendMessagePolicy"],
	[/^sqs:/, "SQSPollerPolicy"],
	[/^sns:Publish/, "SNSPublishMessagePolicy"],
	[/^lambda:InvokeFunction/, "LambdaInvokePolicy"],
	[/^states:StartExecution/, "StepFunctionsExecutionPolicy"],
	[/^events:PutEvents/, "EventBridgePutEventsPolicy"],
	[/^ssm:GetParameter/, "SSMParameterReadPolicy"],
	[/^secretsmanager:GetSecretValue/, "AWSSecretsManagerGetSecretValuePolicy"],
];

function notAllowed({ error }: Failure): Explanation | null {
	const [, action, resource] = /is not authorized to perform: (\S+) on resource: (\S+)/.exec(error.errorMessage) ?? [];
	if (action === undefined || resource === undefined) return null;
	const template = readyMade.find(([pattern]) => pattern.test(action))?.[1];
	const denied = /explicit deny/.test(error.errorMessage);
	return {
		title: `The function may not do ${action}`,
		text: `Its execution role is asked at every call of the SDK, and ${denied ? "a policy denies" : "none of its policies allows"} ${action} on ${cut(resource)}.`,
		nextStep: denied
			? "Look for the statement with Effect: Deny that fits; no Allow outweighs it."
			: `Add the permission to Policies of the function: ${template === undefined ? "a statement" : `${template}, or a statement`} with Action: ${action} for this resource, and no more.`,
	};
}

const typesOfNonErrors: ReadonlySet<string> = new Set([
	"string",
	"number",
	"boolean",
	"object",
	"undefined",
	"bigint",
	"symbol",
	"function",
]);

function thrownNonError({ error }: Failure): Explanation | null {
	if (!typesOfNonErrors.has(error.errorType)) return null;
	return {
		title: "Something was thrown that is no Error",
		text: `The caller gets errorType “${error.errorType}”, errorMessage “${cut(error.errorMessage)}” and an empty trace: Lambda can say neither what kind of error it was nor where.`,
		nextStep: 'Throw an Error: throw new Error("what went wrong").',
	};
}

function thrown({ error, invocation }: Failure): Explanation {
	const where = invocation.startedAt === null ? "The code outside of the handler" : "The handler";
	return {
		title: `${where} threw ${error.errorType}`,
		text: `“${cut(error.errorMessage)}” reached Lambda. The caller gets it as a function error: HTTP status 200 with X-Amz-Function-Error.`,
		nextStep: error.place
			? `Look at ${error.place.file}, line ${error.place.line}.`
			: "Look at the trace of the error; the first line in a file of yours is where it was thrown.",
	};
}

function firstLine(text: string): string {
	return cut(text.split("\n")[0] ?? "");
}

function cut(text: string): string {
	return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
