import { describe, expect, it } from "vitest";
import { explain } from "#sandbox/report/explain.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { FunctionError, TraceEventOf } from "#sandbox/trace/trace.ts";
import { aFunction, aTrace } from "../../support/trace-builder.ts";

type Ending = { status?: TraceEventOf<"invocation.ended">["status"]; error: FunctionError };

function explained({ status = "failed", error }: Ending, functions = [aFunction()]) {
	return explain(reportOf(aTrace(functions).environment(1, 0).invocation(1, 0, { status, error }).build()));
}

describe("an explanation", () => {
	it.each<[string, Ending, string, RegExp]>([
		[
			"a missing export",
			{ error: { errorType: "Runtime.HandlerNotFound", errorMessage: "src/orders.handler is undefined or not exported" } },
			"Lambda did not find the handler",
			/exports nothing named “handler”/,
		],
		[
			"an export that is no function",
			{ error: { errorType: "Runtime.HandlerNotFound", errorMessage: "src/orders.handler is not a function" } },
			"The handler is not a function",
			/cannot be called/,
		],
		[
			"a bad Handler",
			{ error: { errorType: "Runtime.MalformedHandlerName", errorMessage: "Bad handler" } },
			"The Handler of the template cannot be read",
			/a dot/,
		],
		[
			"a missing handler file",
			{ error: { errorType: "Runtime.ImportModuleError", errorMessage: "Error: Cannot find module 'src/orders'\nRequire stack:\n- /var" } },
			"Lambda did not find the handler’s file",
			/src\/orders\.mjs/,
		],
		[
			"a missing package",
			{ error: { errorType: "Runtime.ImportModuleError", errorMessage: "Error: Cannot find module 'left-pad'\nRequire stack:\n- /var" } },
			"A module could not be imported",
			/“left-pad”/,
		],
		[
			"a missing handler file, of which the client names the last part",
			{
				error: {
					errorType: "Runtime.ImportModuleError",
					errorMessage: "Error: Cannot find module 'orders'\nRequire stack:\n- /var/runtime/index.mjs",
				},
			},
			"Lambda did not find the handler’s file",
			/src\/orders\.mjs/,
		],
		[
			"a missing file of its own",
			{ error: { errorType: "Error", errorMessage: "Cannot find module '/var/task/lib' imported from /var/task/src/orders.mjs" } },
			"A module could not be imported",
			/“\/var\/task\/lib”/,
		],
		[
			"a name that is not exported",
			{
				error: {
					errorType: "Runtime.UserCodeSyntaxError",
					errorMessage: "SyntaxError: The requested module './lib.mjs' does not provide an export named 'total'",
				},
			},
			"An import names something that is not exported",
			/“total”/,
		],
		[
			"a name that CommonJS does not show",
			{
				error: {
					errorType: "Runtime.UserCodeSyntaxError",
					errorMessage:
						"SyntaxError: Named export 'total' not found. The requested module './lib.cjs' is a CommonJS module, which may not support all",
				},
			},
			"An import names something that is not exported",
			/“.\/lib\.cjs” is CommonJS/,
		],
		[
			"require of an ES module",
			{
				error: { errorType: "Error", errorMessage: "require() of ES Module /var/task/lib.mjs from /var/task/a.js not supported.\nInstead" },
			},
			"require() cannot load an ES module",
			/no-experimental-require-module/,
		],
		[
			"JSON without its type",
			{ error: { errorType: "TypeError", errorMessage: 'Module "file:///var/task/a.json" needs an import attribute of "type: json"' } },
			"An import of JSON needs its type",
			/says that it is JSON/,
		],
		[
			"names of CommonJS in an ES module",
			{ error: { errorType: "ReferenceError", errorMessage: "__dirname is not defined in ES module scope" } },
			"“__dirname” exists in CommonJS only",
			/there is no “__dirname”/,
		],
		[
			"a syntax error",
			{ error: { errorType: "Runtime.UserCodeSyntaxError", errorMessage: "SyntaxError: Unexpected token '}'" } },
			"JavaScript could not read your code",
			/Unexpected token '}'/,
		],
		[
			"a callback handler on Node.js 24",
			{ error: { errorType: "Runtime.CallbackHandlerDeprecated", errorMessage: "ERROR: AWS Lambda has removed support" } },
			"Callback handlers are gone in Node.js 24",
			/three parameters/,
		],
		[
			"a promise that never settles, up to Node.js 22",
			{ error: { errorType: "Runtime.NodeJsExit", errorMessage: "The Lambda runtime client detected an unexpected Node.js exit code." } },
			"A promise never settled",
			/nothing was left that could settle it/,
		],
		[
			"a promise that never settles, from Node.js 24 on",
			{
				status: "crashed",
				error: { errorType: "Runtime.ExitError", errorMessage: "RequestId: 1 Error: Runtime exited without providing a reason" },
			},
			"A promise never settled",
			/process\.exit\(0\)/,
		],
		[
			"an unhandled rejection",
			{ status: "crashed", error: { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: no stock" } },
			"An error that nobody caught ended the process",
			/Error: no stock/,
		],
		[
			"process.exit",
			{
				status: "crashed",
				error: { errorType: "Runtime.ExitError", errorMessage: "RequestId: 1 Error: Runtime exited with error: exit status 3" },
			},
			"The process ended in the middle of an invocation",
			/exit status 3/,
		],
		[
			"a timeout",
			{
				status: "timedOut",
				error: { errorType: "Sandbox.Timedout", errorMessage: "RequestId: 1 Error: Task timed out after 3.00 seconds" },
			},
			"The invocation timed out",
			/after 3 s/,
		],
		[
			"no memory",
			{ status: "crashed", error: { errorType: "Runtime.OutOfMemory", errorMessage: "signal: killed" } },
			"The function ran out of memory",
			/1024 MB/,
		],
		[
			"a large response",
			{ error: { errorType: "Function.ResponseSizeTooLarge", errorMessage: "Response payload size" } },
			"The response is larger than 6 MB",
			/6 MB/,
		],
		[
			"a BigInt in the result",
			{ error: { errorType: "Runtime.JSONStringifyError", errorMessage: "Unable to stringify response body" } },
			"The result cannot be written as JSON",
			/BigInt/,
		],
		[
			"an unknown host",
			{ error: { errorType: "Error", errorMessage: "getaddrinfo ENOTFOUND api.elsewhere.example" } },
			"There is no host api.elsewhere.example in this scenario",
			/only the hosts of the scenario/,
		],
		[
			"a thrown text",
			{ error: { errorType: "string", errorMessage: "no", trace: [] } },
			"Something was thrown that is no Error",
			/errorType “string”/,
		],
		[
			"a thrown error",
			{ error: { errorType: "TypeError", errorMessage: "x is undefined" } },
			"The handler threw TypeError",
			/x is undefined/,
		],
	])("of %s", (_, ending, title, text) => {
		const explanation = explained(ending);
		expect(explanation?.title).toBe(title);
		expect(explanation?.text).toMatch(text);
		expect(explanation?.nextStep).not.toBe("");
	});

	it("carries the place of the error", () => {
		const place = { file: "src/orders.mjs", line: 3, column: 7 };
		expect(explained({ error: { errorType: "TypeError", errorMessage: "no", place } })?.place).toEqual(place);
	});

	it("tells a timeout by computing from one by waiting", () => {
		const error = { errorType: "Sandbox.Timedout", errorMessage: "Task timed out after 3.00 seconds" };
		const ended = { status: "timedOut", error, durationMs: 3000 } as const;
		const of = (cpuMs: number) =>
			explain(
				reportOf(
					aTrace()
						.environment(1, 0)
						.invocation(1, 0, { ...ended, cpuMs })
						.build(),
				),
			);
		expect(of(2990)?.title).toBe("The invocation timed out while its code was running");
		expect(of(2990)?.text).toMatch(/2990 ms of 3 s/);
		expect(of(20)?.title).toBe("The invocation timed out");
	});

	it("names the request that a timed-out invocation was waiting for", () => {
		const error = { errorType: "Sandbox.Timedout", errorMessage: "Task timed out after 3.00 seconds" };
		const trace = aTrace().environment(1, 0).invocation(1, 0, { status: "timedOut", error }).call(1, 10, { invocation: 1 }).build();
		expect(explain(reportOf(trace))?.text).toMatch(/api\.example\.com\/session had not been answered/);
	});

	it.each([
		["ReservedFunctionConcurrentInvocationLimitExceeded", "Throttled by reserved concurrency"],
		["ConcurrentInvocationLimitExceeded", "Throttled by the concurrency of the account"],
		["FunctionInvocationRateLimitExceeded", "Throttled by requests per second"],
		["ReservedFunctionInvocationRateLimitExceeded", "Throttled by requests per second"],
	] as const)("of %s", (reason, title) => {
		expect(explain(reportOf(aTrace().throttled(1, 0, reason).build()))?.title).toBe(title);
	});

	it("of the scaling rate, which the reason does not tell (L130)", () => {
		const request = { at: 0, kind: "invocation.requested", invocation: 1, requestId: "r", function: "Orders", event: "{}" } as const;
		const reason = "ConcurrentInvocationLimitExceeded";
		const throttled = { at: 0, kind: "invocation.throttled", invocation: 1, reason, limit: "scalingRate" } as const;
		expect(explain(reportOf(aTrace().event(request).event(throttled).build()))?.title).toBe("Throttled by the scaling rate");
	});

	it("is silent when one invocation went another way", () => {
		const error = { errorType: "Error", errorMessage: "no" };
		const trace = aTrace().environment(1, 0).invocation(1, 0, { status: "failed", error }).invocation(2, 500).build();
		expect(explain(reportOf(trace))).toBeNull();
	});

	it("sees the same failure behind different request ids", () => {
		const exit = (id: string) => ({
			errorType: "Runtime.ExitError",
			errorMessage: `RequestId: ${id} Error: Runtime exited with error: exit status 1`,
		});
		const trace = aTrace()
			.environment(1, 0)
			.invocation(1, 0, { status: "crashed", error: exit("a") })
			.invocation(2, 500, { status: "crashed", error: exit("b") })
			.build();
		expect(explain(reportOf(trace))?.title).toBe("The process ended in the middle of an invocation");
	});

	it("is not misled by an error type that is named like a property of every object", () => {
		expect(explained({ error: { errorType: "constructor", errorMessage: "x" } })?.title).toBe("The handler threw constructor");
	});
});
