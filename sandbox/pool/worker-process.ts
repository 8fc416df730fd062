import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { EntryNumber } from "#sandbox/lambda/run.ts";
import { createFrameReader, encodeFrame } from "#sandbox/pool/frames.ts";
import type { SandboxLimits } from "#sandbox/pool/limits.ts";
import { type During, type PrepareMessage, type RunMessage, type WorkerMessage, workerMessageSchema } from "#sandbox/pool/messages.ts";
import { watchResidentMemory } from "#sandbox/pool/resident-memory.ts";
import { startDeadline } from "#sandbox/pool/run-deadline.ts";
import { lowerPriority, type WorkerCommand } from "#sandbox/pool/worker-command.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";

export type Simulated = Extract<WorkerMessage, { type: "outcome" }>["outcome"];

/** How the only run of a worker ended, as seen from outside. */
export type WorkerResult = { during: During | undefined } & (
	| { kind: "outcome"; outcome: Simulated; events: TraceEvent[] }
	/** The simulator threw. */
	| { kind: "failed"; error: string; frames: string[] }
	/** The worker said something it must not say. */
	| { kind: "broken"; what: string }
	/** `inPlaceMs` is how long it had been where it was: the time since its last word about that. */
	| { kind: "wallTime"; inPlaceMs: number }
	/** `entered` is the entry into learner code that had begun last, as far as it is known. */
	| { kind: "memory"; entered: EntryNumber | undefined }
	| { kind: "died"; code: number | null; signal: NodeJS.Signals | null; stderr: string; peakMb: number; entered: EntryNumber | undefined }
	| { kind: "killed" }
);

/** Limits that depend on the run: a worker before this one may have used up a part of the time, and environments need memory. */
export type RunLimits = Pick<SandboxLimits, "wallMs" | "memoryMb">;

export type WorkerProcess = {
	pid: number | undefined;
	/** true once it waits for its run; false when it ended, or took too long, before. Never rejects. */
	ready: Promise<boolean>;
	/** Resolves when the process has ended and its pipes are closed. */
	gone: Promise<void>;
	/** The last of what it wrote to stderr, for the server's log when it never got ready. Holds nothing of a learner before `run`. */
	stderr(): string;
	/**
	 * Hands over the run. To be called once. The process is killed before the promise resolves.
	 * @param own Limits of this run, instead of those of all.
	 */
	run(message: RunMessage, own?: Partial<RunLimits>): Promise<WorkerResult>;
	kill(): void;
};

const keptStderr = 16_384;

/** Starts a process for one run. `prepare` is sent when it is there, while the process is still loading its own code. */
export function startWorker(
	{ command, args, env }: WorkerCommand,
	cwd: string,
	limits: SandboxLimits,
	prepare: Promise<PrepareMessage>,
): WorkerProcess {
	const child = spawn(command, args, { cwd, env, stdio: ["pipe", "ignore", "pipe", "pipe"], windowsHide: true });
	if (child.pid !== undefined) lowerPriority(child.pid);
	const input = child.stdin as Writable;
	const output = child.stdio[3] as Readable;
	const reader = createFrameReader(limits.frameBytes);
	const ready = Promise.withResolvers<boolean>();
	const gone = Promise.withResolvers<void>();
	let stderr = "";
	let phase: "starting" | "ready" | "running" | "ended" = "starting";
	const hasEnded = () => phase === "ended";
	const received = { bytes: 0, messages: 0 };
	let run:
		| {
				message: RunMessage;
				during: During | undefined;
				since: number;
				entered: EntryNumber | undefined;
				events: TraceEvent[];
				end(result: WorkerResult): void;
		  }
		| undefined;
	let peakMb = () => 0;

	const startTimer = setTimeout(() => fail("It did not get ready in time."), limits.startMs);

	function kill() {
		child.kill("SIGKILL");
	}

	/** The worker is of no more use, whether or not a run is waiting for it. */
	function fail(what: string) {
		if (phase === "ended") return;
		if (phase === "starting") stderr += `\n${what}`;
		end({ kind: "broken", what, during: run?.during });
	}

	function end(result: WorkerResult) {
		if (phase === "ended") return;
		phase = "ended";
		clearTimeout(startTimer);
		kill();
		// Whoever waits for it to be gone is kept alive until it is.
		setReferenced(child, true);
		ready.resolve(false);
		run?.end(result);
	}

	function accept(value: unknown) {
		if (phase === "ended") return;
		const parsed = workerMessageSchema.safeParse(value);
		if (!parsed.success) return fail(`A message is not valid: ${parsed.error.issues[0]?.path.join(".")} ${parsed.error.issues[0]?.code}`);
		const message = parsed.data;
		if (message.type === "ready") {
			if (phase !== "starting") return fail("It said twice that it is ready.");
			phase = "ready";
			clearTimeout(startTimer);
			setReferenced(child, false);
			return ready.resolve(true);
		}
		if (!run) return fail("It answered before it was asked.");
		if (message.runId !== run.message.runId || message.nonce !== run.message.nonce) return fail("It answered for another run.");
		if (message.type === "progress") {
			run.during = message.during;
			run.since = performance.now();
		} else if (message.type === "entered") {
			run.entered = message.entry;
		} else if (message.type === "events") {
			for (const event of message.events) run.events.push(event);
		} else if (message.type === "failed") {
			end({ kind: "failed", error: message.error, frames: message.frames, during: run.during });
		} else {
			end({ kind: "outcome", outcome: message.outcome, events: run.events, during: run.during });
		}
	}

	output.on("data", (chunk: Buffer) => {
		if (phase === "ended") return;
		received.bytes += chunk.length;
		if (received.bytes > limits.outputBytes) return fail("It sent more bytes than a run may have.");
		try {
			for (const message of reader.push(chunk)) {
				received.messages += 1;
				if (received.messages > limits.messages) return fail("It sent more messages than a run may have.");
				accept(message);
				if (hasEnded()) return; // What comes behind an outcome counts no more.
			}
		} catch (error) {
			fail(error instanceof Error ? error.message : "Its output could not be read.");
		}
	});
	child.stderr?.setEncoding("utf8").on("data", (text: string) => {
		stderr = (stderr + text).slice(-keptStderr);
	});
	// Writing to a worker that has just died, or reading from it: the end of the process tells the story, not the pipe.
	for (const stream of [input, output, child.stderr]) stream?.on("error", () => {});
	child.on("error", (error) => {
		stderr += `\n${error.message}`;
		end({ kind: "broken", what: "The process could not be started.", during: undefined });
		if (child.pid === undefined) gone.resolve();
	});
	child.on("close", (code, signal) => {
		end({ kind: "died", code, signal, stderr, peakMb: peakMb(), entered: run?.entered, during: run?.during });
		gone.resolve();
	});

	prepare.then(
		(message) => {
			if (phase === "starting") input.write(encodeFrame(message));
		},
		(error: unknown) => fail(`What it needs could not be made: ${error instanceof Error ? error.stack : String(error)}`),
	);

	async function start(message: RunMessage, own: Partial<RunLimits> = {}): Promise<WorkerResult> {
		const { wallMs, memoryMb } = { ...limits, ...own };
		if (phase !== "ready" || child.pid === undefined)
			return { kind: "died", code: null, signal: null, stderr, peakMb: 0, entered: undefined, during: undefined };
		phase = "running";
		setReferenced(child, true);
		const result = Promise.withResolvers<WorkerResult>();
		run = { message, during: undefined, since: performance.now(), entered: undefined, events: [], end: result.resolve };
		const current = run;
		const memory = watchResidentMemory(child.pid, memoryMb, () => {
			end({ kind: "memory", entered: current.entered, during: current.during });
		});
		peakMb = memory.peakMb;
		const wall = startDeadline(child.pid, wallMs, () => {
			end({ kind: "wallTime", inPlaceMs: performance.now() - current.since, during: current.during });
		});
		input.write(encodeFrame(message));
		const ended = await result.promise;
		wall.stop();
		memory.stop();
		return ended;
	}

	return {
		pid: child.pid,
		ready: ready.promise,
		gone: gone.promise,
		stderr: () => stderr,
		run: start,
		kill: () => end({ kind: "killed", during: run?.during }),
	};
}

/** An idle worker must not keep the server's process alive; one that runs must. */
function setReferenced(child: ChildProcess, referenced: boolean): void {
	const change = referenced ? "ref" : "unref";
	child[change]();
	for (const stream of child.stdio) (stream as unknown as { ref?(): void; unref?(): void } | null)?.[change]?.();
}
