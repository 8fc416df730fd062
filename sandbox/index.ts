/**
 * The only door of the sandbox: plain data in, plain data out. Used alike by the web application, the tests and the command line.
 * It imports no other room.
 */

export { grade } from "#sandbox/grading/grade.ts";
export type { CheckResult, Verdict } from "#sandbox/grading/verdict.ts";
export type { BuildProblem, Place, Project, RunOutcome, StopReason } from "#sandbox/outcome.ts";
export { createSandbox, type Sandbox, type SandboxState } from "#sandbox/pool/sandbox.ts";
export type { LogLine, Report, ReportedCall, ReportedEnvironment, ReportedInvocation } from "#sandbox/report/report.ts";
export { reportOf } from "#sandbox/report/report-of.ts";
export {
	type Check,
	defineScenario,
	type Json,
	type Scenario,
	type ScenarioInput,
	scenarioSchema,
	type Traffic,
} from "#sandbox/scenario.ts";
export { type FunctionError, type Trace, type TraceEvent, traceSchema } from "#sandbox/trace/trace.ts";
