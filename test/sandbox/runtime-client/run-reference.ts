import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { RuntimeApi } from "./runtime-api.ts";

export type Generation = 22 | 24;

/** A function for both sides: its files by path, and how it is called. */
export type Project = {
	files: Record<string, string>;
	handler: string;
	events: readonly unknown[];
	variables: Record<string, string>;
	logLevel?: string;
};

/** What the caller of an invocation gets, or how its process ended. */
export type Result =
	| { response: string }
	| { error: { errorType: string; errorMessage: string; trace?: string[] } }
	| { exit: number }
	| { timedOut: true }
	| { streamed: { contentType: string; body: string } };

export type Reference = { results: Result[]; stdout: string; stderr: string };

const start = join(import.meta.dirname, "start-client.mjs");
/** Longer than any handler of the table works, and as long as one that never ends is watched, from the moment it gets its event. */
const PATIENCE_MS = 2500;
/** Longer than a process takes to start on a busy machine. */
const START_PATIENCE_MS = 30_000;

/**
 * Runs the project with AWS's client, and starts another process when one has died, as Lambda does (L39).
 * Paths of the temporary folder are shown as /var/task.
 */
export async function runReference(project: Project, generation: Generation): Promise<Reference> {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), "reference-")));
	for (const [path, text] of Object.entries(project.files)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
	const api = new RuntimeApi(project.events);
	const address = await api.listen();
	const reference: Reference = { results: [], stdout: "", stderr: "" };
	try {
		while (api.eventsLeft > 0) await runProcess(project, generation, folder, address, api, reference);
	} finally {
		api.close();
		rmSync(folder, { recursive: true });
	}
	const shown = (text: string) => text.replaceAll(folder, "/var/task");
	return {
		results: JSON.parse(shown(JSON.stringify(reference.results))),
		stdout: shown(reference.stdout),
		stderr: shown(reference.stderr),
	};
}

async function runProcess(
	project: Project,
	generation: Generation,
	folder: string,
	address: string,
	api: RuntimeApi,
	reference: Reference,
): Promise<void> {
	const first = api.given.length;
	api.initError = undefined;
	const child = spawn(process.execPath, ["--no-warnings", start, generation === 22 ? "3.3.0" : "4.0.2"], {
		cwd: folder,
		// Lambda's own flags come before the function's, which therefore count (L61).
		env: {
			...variablesOf(project, folder, address, generation),
			...project.variables,
			NODE_OPTIONS: `--no-experimental-require-module --no-experimental-detect-module ${project.variables.NODE_OPTIONS ?? ""}`,
		},
	});
	child.stdout.setEncoding("utf8").on("data", (text) => {
		reference.stdout += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text) => {
		reference.stderr += text;
	});
	let ended: "idle" | "timedOut" | "exited" = "exited";
	const stop = (why: "idle" | "timedOut") => {
		ended = why;
		child.kill("SIGKILL");
	};
	api.onIdle = () => setTimeout(stop, 20, "idle"); // Time for what was written last to come through the pipe.
	let watch = setTimeout(stop, START_PATIENCE_MS, "timedOut");
	api.onHanded = () => {
		clearTimeout(watch);
		watch = setTimeout(stop, PATIENCE_MS, "timedOut");
	};
	const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
	clearTimeout(watch);
	if (ended === "exited" && (api.initError || api.given.length === first)) {
		// A client may ask for the event while it reports the error of INIT, in either order: the error is the answer (L75).
		if (api.given.length === first) api.takeWaiting();
		reference.results.push(api.initError ? { error: JSON.parse(api.initError) } : { exit: code ?? -1 });
		return;
	}
	if (api.given.length === first) throw new Error(`The reference client never asked for an event: ${reference.stderr}`);
	for (const id of api.given.slice(first)) {
		const posted = api.posted.get(id);
		if (!posted) reference.results.push(ended === "exited" ? { exit: code ?? -1 } : { timedOut: true });
		else if (posted.kind === "error") reference.results.push({ error: JSON.parse(posted.body) });
		else if (!posted.streaming) reference.results.push({ response: posted.body });
		else {
			const error = posted.trailers["lambda-runtime-function-error-body"];
			reference.results.push(
				error
					? { error: JSON.parse(Buffer.from(error, "base64").toString()) }
					: { streamed: { contentType: posted.contentType, body: posted.body } },
			);
		}
	}
}

function variablesOf({ handler, logLevel }: Project, folder: string, address: string, generation: Generation): Record<string, string> {
	return {
		AWS_LAMBDA_RUNTIME_API: address,
		_HANDLER: handler,
		LAMBDA_TASK_ROOT: folder,
		AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${generation}.x`,
		AWS_LAMBDA_FUNCTION_NAME: "Fn",
		AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
		AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
		AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/Fn",
		AWS_LAMBDA_LOG_STREAM_NAME: "2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef",
		TZ: ":UTC",
		...(logLevel ? { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: logLevel } : {}),
	};
}
