import { eventsOf, traceOf } from "../lambda/run-project.ts";
import { type Generation, type Project, runReference } from "./run-reference.ts";

/** What both sides show of a run, with frames of stacks left out, and times and ids masked. */
export type Observed = { results: unknown[]; lines: string[] };

/** Lambda has the client in one file of another name. */
const withoutClientPath = (text: string) => text.replaceAll(/\/[^ "']*\/aws-lambda-ric\/[^/]*\/index\.mjs/g, "/var/runtime/index.mjs");

const withoutFrames = (text: string) =>
	withoutClientPath(text)
		.replaceAll(/\n {4,}(?:at .*|\.\.\. \d+ lines matching .*)/g, "")
		.replaceAll(/,?" {4}at (?:[^"\\]|\\.)*"/g, "")
		.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>")
		.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "<time>");

/** Lines of a stack in parsed JSON, wherever they are. */
function withoutFramesIn(value: unknown): unknown {
	if (Array.isArray(value)) return value.filter((one) => !/^ {4}at /.test(one)).map(withoutFramesIn);
	if (typeof value !== "object" || value === null) return typeof value === "string" ? withoutFrames(value) : value;
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === "timestamp" ? "<time>" : withoutFramesIn(one)]));
}

/** `LEVEL text`, or the text alone of a line without time and request id. */
function shownLine(line: string): string {
	if (line.startsWith('{"timestamp"')) return JSON.stringify(withoutFramesIn(JSON.parse(line)));
	const [, level, text] = /^\d{4}-[^\t]*Z\t[^\t]*\t([A-Z]+)\t([\s\S]*)$/.exec(line) ?? [];
	return withoutFrames(level ? `${level} ${text}` : line);
}

type FunctionError = { errorType: string; errorMessage: string; trace?: string[] | undefined };

function shownError({ errorType, errorMessage, trace }: FunctionError): unknown {
	const error = { errorType, errorMessage: withoutFrames(errorMessage) };
	return { error: trace ? { ...error, trace: trace.filter((line) => !line.startsWith("    at ")).map(withoutFrames) } : error };
}

/** How the caller sees a process that ended without an answer (L37, L38). */
function exitError(code: number): unknown {
	const what = code === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: exit status ${code}`;
	return shownError({ errorType: "Runtime.ExitError", errorMessage: `RequestId: <id> Error: ${what}` });
}

export async function observeReference(project: Project, generation: Generation): Promise<Observed> {
	const { results, stdout, stderr } = await runReference(project, generation);
	const lines = stdout.split("\n").map((line) => shownLine(line.replaceAll("\r", "\n")));
	return {
		results: results.map((result) => {
			if ("error" in result) return shownError(result.error);
			if ("exit" in result) return exitError(result.exit);
			if ("response" in result) return { response: withoutClientPath(result.response) };
			return result;
		}),
		lines: [...lines, ...crashReport(stderr)].filter((line) => line !== ""),
	};
}

/** Of what Node.js prints when it dies: the error. Where it was thrown and the version of Node.js belong to the machine. */
function crashReport(stderr: string): string[] {
	return withoutFrames(withoutPlace(stderr))
		.split("\n")
		.filter((line) => !isPartOfReport(line));
}

/** A line is one of these, or one of the two before it is the place. */
function belongsToPlace(lines: readonly string[], index: number): boolean {
	const isMark = (line: string | undefined) => /^[\t ]*\^+$/.test(line ?? "");
	const isPlace = (line: string | undefined) => /^(?:file:\/\/)?\/\S*:\d+$/.test(line ?? "");
	return [0, 1, 2].some((back) => isPlace(lines[index - back]) && isMark(lines[index - back + 2]));
}

/** Before an error come the place, the line and a mark below it. */
const withoutPlace = (text: string) => text.replaceAll(/^(?:file:\/\/|node:internal)?\/.*:\d+\n(?:.*\n){2}\n?/gm, "");

/** Version, frames, and own properties that Node.js prints behind the stack, which the simulator leaves out. */
const isPartOfReport = (line: string) => line === "" || /^(?:Node\.js v| {2,}|\}$)/.test(line);

export async function observeSimulator(project: Project, generation: Generation): Promise<Observed> {
	const trace = await traceOf(
		project.files,
		{ runtime: `nodejs${generation}.x`, handler: project.handler, variables: project.variables, logLevel: project.logLevel },
		{ events: [...project.events] },
	);
	return {
		results: eventsOf(trace, "invocation.ended").map(({ status, response, streamed, error }) => {
			if (status === "timedOut") return { timedOut: true };
			if (streamed) {
				const { contentType, prelude } = streamed;
				return {
					streamed: { contentType, body: `${prelude === undefined ? "" : `${prelude}${"\0".repeat(8)}`}${JSON.parse(response ?? "")}` },
				};
			}
			return error ? shownError({ ...error, errorMessage: error.errorMessage }) : { response };
		}),
		lines: eventsOf(trace, "log")
			.filter(({ source }) => source === "function")
			.map(({ text }) => shownLine(text))
			.filter((_, index, lines) => !belongsToPlace(lines, index))
			.filter((line) => !isPartOfReport(line))
			// Node.js 24 sets brackets where the Node.js that runs the reference prints a stack.
			.map((line) => line.replace(/^\[(UnhandledPromiseRejection: .*)\] \{$/, "$1")),
	};
}
