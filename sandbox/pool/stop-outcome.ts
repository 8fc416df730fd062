import type { BuiltProject } from "#sandbox/build/built-project.ts";
import type { RunOutcome, StopReason } from "#sandbox/outcome.ts";
import type { SandboxLimits } from "#sandbox/pool/limits.ts";
import type { During } from "#sandbox/pool/messages.ts";

type Stopped = Extract<RunOutcome, { status: "stopped" }>;

/** What V8, Node and the C++ library write when memory is what ended a process. */
const memoryWords =
	/heap out of memory|allocation failed|invalid (?:array|string|map|set|table|array buffer|typed array) (?:length|size)|invalid size error|out of memory|bad_alloc|cannot allocate memory|oom/i;

/** A process that dies of a plain SIGSEGV or SIGTRAP with this share of its memory limit in use most likely died of memory. */
const suspiciousShare = 0.5;

/** The run was killed because its process held more than so many MB. */
export function memoryStop(memoryMb: number, during: During | undefined): Stopped {
	return stopped("outOfMemory", outOfMemoryText(`Your code used more than ${memoryMb} MB of real memory`), during);
}

/** A function that kept the process for this share of the whole time is what the run was stopped for. */
const guiltyShare = 0.5;

/**
 * The run was killed because it took too long in real time.
 * @param inPlaceMs Real time that had passed since it entered what it was running.
 */
export function wallTimeStop(limits: SandboxLimits, inPlaceMs: number, during: During | undefined, built: BuiltProject): Stopped {
	const after = limits.wallMs === 1000 ? "one second of real time" : `${limits.wallMs / 1000} seconds of real time`;
	const where = `The run was stopped after ${after}, ${placeInWords(during)}.`;
	if (during && inPlaceMs < limits.wallMs * guiltyShare) {
		const text = `${where} It is the run as a whole that takes too long to simulate: less traffic, or less work in each invocation, would fit. On Lambda it would have gone on.`;
		return stopped("wallTime", text, during);
	}
	const timeoutMs = built.functions.find((f) => f.name === during?.function)?.timeoutMs;
	const onLambda =
		timeoutMs === undefined
			? "On Lambda the invocation would have ended with “Task timed out”."
			: `On Lambda the task would have timed out after ${(timeoutMs / 1000).toFixed(2)} seconds.`;
	return stopped("wallTime", `${where} ${onLambda}`, during);
}

/**
 * What a learner reads when the process of her run ended without an outcome.
 * @param memoryMb What its process might hold.
 * @param stderr What the dying process wrote. It is only searched for words, never shown.
 */
export function deathStop(
	death: { code: number | null; signal: NodeJS.Signals | null; stderr: string; peakMb: number },
	memoryMb: number,
	during: During | undefined,
): Stopped {
	if (death.signal === "SIGXCPU") {
		const text =
			"The run used more time on the processor than any run may. On Lambda the invocation would have ended with “Task timed out”.";
		return stopped("wallTime", text, during);
	}
	const fatal = death.signal === "SIGSEGV" || death.signal === "SIGTRAP" || death.signal === "SIGABRT" || death.signal === "SIGBUS";
	// Nobody here sends SIGKILL without saying so: this one came from the kernel, which was out of memory.
	const byKernel = death.signal === "SIGKILL";
	if (byKernel || memoryWords.test(death.stderr) || (fatal && death.peakMb > memoryMb * suspiciousShare)) {
		return stopped("outOfMemory", outOfMemoryText("Your code asked for more memory than the simulator could give"), during);
	}
	const how = death.signal ?? `exit code ${death.code ?? "unknown"}`;
	return stopped(
		"crash",
		`The process that ran your code ended without an answer (${how}), ${placeInWords(during)}. On Lambda the invocation would end with Runtime.ExitError.`,
		during,
	);
}

function outOfMemoryText(cause: string): string {
	return `${cause}, so the run was stopped. On Lambda the invocation would end with Runtime.OutOfMemory, signal: killed.`;
}

function placeInWords(during: During | undefined): string {
	if (!during) return "before the first of your functions was entered";
	if (during.phase === "init") return `while ${during.function} ran the code outside of its handler (INIT)`;
	return during.invocation === undefined
		? `while ${during.function} handled an event`
		: `while ${during.function} handled invocation ${during.invocation}`;
}

function stopped(reason: StopReason, message: string, during: During | undefined): Stopped {
	return during ? { status: "stopped", reason, message, during } : { status: "stopped", reason, message };
}
